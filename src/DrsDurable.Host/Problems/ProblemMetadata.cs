namespace DrsDurable.Host.Problems;

internal static class ProblemMetadata
{
    /// <summary>Says in the API's description with which statuses the endpoint may refuse.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.Produces<RecoveryProblem>(status, RecoveryProblem.ContentType);
        }

        return endpoint;
    }
}
