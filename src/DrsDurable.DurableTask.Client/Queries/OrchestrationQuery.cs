namespace DrsDurable.DurableTask.Client;

/// <summary>Which instances to list. Criteria that are null do not restrict.</summary>
/// <param name="TaskHubNames">Not used: a client serves one hub.</param>
/// <param name="ContinuationToken">Of an earlier page of the same query.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    public const int DefaultPageSize = 100;
}
