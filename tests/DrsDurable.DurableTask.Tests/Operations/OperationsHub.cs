using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Operations;

/// <summary>A hub on virtual time, asked through the public client as an application does.</summary>
internal sealed class OperationsHub : IAsyncDisposable
{
    private readonly VirtualHub hub;

    private OperationsHub(VirtualHub hub) => this.hub = hub;

    public VirtualHub Virtual => hub;

    public DurableTaskClient Client => hub.Process.Service<DurableTaskClient>();

    public static async Task<OperationsHub> StartAsync(
        Action<DurableTaskRegistry> tasks, HubStoreKind store = HubStoreKind.Weak, Action<TaskHubOptions>? configure = null) =>
        new(await VirtualHub.StartAsync(store, tasks, configure));

    /// <summary>Starts an instance and waits until nothing runs; the clock stands still.</summary>
    public async Task StartAsync(string id, string name, object? input = null)
    {
        await Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id));
        await hub.IdleAsync();
    }

    public async Task<OrchestrationMetadata> GetAsync(string id) =>
        await Client.GetInstanceAsync(id, getInputsAndOutputs: true) ?? throw new InvalidOperationException($"There is no instance '{id}'.");

    public async Task<OrchestrationRuntimeStatus?> StatusAsync(string id) => (await Client.GetInstanceAsync(id))?.RuntimeStatus;

    public Task IdleAsync() => hub.IdleAsync();

    public ValueTask DisposeAsync() => hub.DisposeAsync();
}
