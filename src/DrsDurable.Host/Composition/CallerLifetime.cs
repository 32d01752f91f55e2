namespace DrsDurable.Host.Composition;

/// <summary>Whoever started the host stops it: the verbs listen to signals themselves, because a demo has to clean up first.</summary>
internal sealed class CallerLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
