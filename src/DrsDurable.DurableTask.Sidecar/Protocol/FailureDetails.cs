namespace DrsDurable.DurableTask.Sidecar.Protocol;

/// <summary>Why a task or an instance failed, as it travels between worker and hub.</summary>
/// <param name="ErrorType">Full type name of the exception, or a reserved word such as <c>ActivityTaskNotFound</c>.</param>
/// <param name="IsNonRetriable">Retry policies must not try again.</param>
/// <param name="Properties">What the worker adds about the exception: a JSON object, which the hub never reads.</param>
public sealed record FailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace = null,
    FailureDetails? InnerFailure = null,
    bool IsNonRetriable = false,
    string? Properties = null);

/// <summary>The instance that waits for this one, and the task id under which it does.</summary>
public sealed record ParentInstance(string InstanceId, string Name, string? Version, int TaskScheduledId);
