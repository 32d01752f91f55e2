namespace DrsDurable.Recovery.Executions;

/// <summary>Payload of the external event <c>Cancel</c>.</summary>
/// <param name="Cleanup"><see langword="null"/> leaves the execution's own policy as it is.</param>
public sealed record CancelRequest(string? Reason, CleanupPolicy? Cleanup = null)
{
    public const string EventName = "Cancel";

    /// <summary>What has arrived. An event whose payload cannot be read still is somebody's wish to stop.</summary>
    internal static CancelRequest From(Task<CancelRequest> arrived) =>
#pragma warning disable VSTHRD002, MA0042 // It has completed: this reads its result.
        (arrived.IsCompletedSuccessfully ? arrived.Result : null) ?? new CancelRequest(Reason: null);
#pragma warning restore VSTHRD002, MA0042
}
