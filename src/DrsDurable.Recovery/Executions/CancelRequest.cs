namespace DrsDurable.Recovery.Executions;

/// <summary>Payload of the external event <c>Cancel</c>.</summary>
/// <param name="Cleanup"><see langword="null"/> leaves the execution's own policy as it is.</param>
public sealed record CancelRequest(string? Reason, CleanupPolicy? Cleanup = null)
{
    public const string EventName = "Cancel";
}
