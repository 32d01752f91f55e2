using DrsDurable.DurableTask.Sidecar.Hub;
using Microsoft.Extensions.Hosting;

namespace DrsDurable.DurableTask.Sidecar.Hosting;

/// <summary>Opens the hub with the host and stops it gracefully. Workers registered after it stop before it.</summary>
internal sealed class TaskHubService(TaskHub hub) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => hub.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => hub.StopAsync(cancellationToken);
}
