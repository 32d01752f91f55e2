using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Worker.OnTheHub;

/// <summary>A client, a worker and the real hub on virtual time. When killing, the process dies each time it has come to rest.</summary>
internal sealed class Run : IAsyncDisposable
{
    private readonly bool killing;

    private Run(VirtualHub hub, bool killing)
    {
        Hub = hub;
        this.killing = killing;
    }

    public VirtualHub Hub { get; }

    public DurableTaskClient Client => Hub.Process.Service<DurableTaskClient>();

    public static async Task<Run> StartAsync(bool killing, Action<DurableTaskRegistry> tasks, Action<TaskHubOptions>? configure = null) =>
        new(await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks, configure), killing);

    public Task<string> ScheduleAsync(string instanceId, object? input = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync("Main", input, new StartOrchestrationOptions(instanceId));

    public async Task AdvanceAsync(TimeSpan by)
    {
        await KillAsync();
        await Hub.AdvanceAsync(by);
    }

    /// <summary>Runs to the end of everything and reads what the instance returned.</summary>
    public async Task<T?> OutputAsync<T>(string instanceId)
    {
        await KillAsync();
        while (Hub.Clock.NextTimerDue is not null)
        {
            Hub.Clock.AdvanceToNextTimer();
            await KillAsync();
        }

        var instance = await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true);
        instance!.FailureDetails.Should().BeNull();
        instance.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
        return instance.ReadOutputAs<T>();
    }

    public ValueTask DisposeAsync() => Hub.DisposeAsync();

    private async Task KillAsync()
    {
        await Hub.IdleAsync();
        if (killing)
        {
            await Hub.KillAndRestartAsync();
            await Hub.IdleAsync();
        }
    }
}
