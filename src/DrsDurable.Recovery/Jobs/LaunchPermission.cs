namespace DrsDurable.Recovery.Jobs;

/// <summary>
/// Whether this process may still act for the orchestration that called an activity. A scoped service: the composition root fills it from what
/// its task hub offers; where there is nothing to lose, it is never cancelled.
/// </summary>
public sealed class LaunchPermission(CancellationToken lost = default)
{
    /// <summary>Cancelled when another process may have taken the orchestration over.</summary>
    public CancellationToken Lost { get; } = lost;

    /// <exception cref="OperationCanceledException">It is lost.</exception>
    public Task EnsureHeldAsync(CancellationToken cancellationToken)
    {
        Lost.ThrowIfCancellationRequested();
        cancellationToken.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }
}
