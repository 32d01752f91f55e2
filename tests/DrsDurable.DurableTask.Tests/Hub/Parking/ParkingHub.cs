using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;

namespace DrsDurable.DurableTask.Tests.Hub.Parking;

/// <summary>Processes of one hub, one after another, and what each of them asks of the store.</summary>
internal sealed class ParkingHub : IAsyncDisposable
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(60);

    private readonly HubMedium medium;
    private readonly Action<DurableTaskRegistry>? tasks;
    private readonly Action<TaskHubOptions> configure;

    private ParkingHub(HubStoreKind kind, Action<DurableTaskRegistry>? tasks, Action<TaskHubOptions> configure)
    {
        medium = new HubMedium(kind, seed: 1);
        this.tasks = tasks;
        this.configure = configure;
    }

    public static Action<DurableTaskRegistry> Tasks { get; } = tasks => tasks
        .AddOrchestratorFunc<string>("Listen", async context =>
        {
            var heard = "";
            while (!heard.EndsWith('.'))
            {
                heard += await context.WaitForExternalEvent<string>("word");
                context.SetCustomStatus(heard);
            }

            return heard;
        })
        .AddOrchestratorFunc<TimeSpan, string>("Sleep", async (context, time) =>
        {
            await context.CreateTimer(time, CancellationToken.None);
            return "awake";
        });

    public VirtualTimeProvider Clock { get; } = new();

    public HubMedium Medium => medium;

    public HubProcess Process { get; private set; } = null!;

    public ObservedHubStore Seen { get; private set; } = null!;

    public TaskHub Hub => Process.Hub;

    public ITaskHubClient Client => Process.Client;

    /// <summary>A hub that parks every instance as soon as it waits, unless configured otherwise.</summary>
    public static async Task<ParkingHub> StartAsync(
        HubStoreKind kind, Action<TaskHubOptions>? configure = null, Action<DurableTaskRegistry>? tasks = null, bool worker = true)
    {
        var hub = new ParkingHub(kind, worker ? tasks ?? Tasks : null, options =>
        {
            options.ParkAfter = TimeSpan.Zero;
            configure?.Invoke(options);
        });
        await hub.StartProcessAsync();
        return hub;
    }

    public async Task StartProcessAsync(Action<TaskHubOptions>? and = null)
    {
        (var store, Seen) = ObservedHubStore.Around(medium.Open(Clock));
        Process = await HubProcess.StartAsync(store, Clock, tasks, options =>
        {
            configure(options);
            and?.Invoke(options);
        });
    }

    public async Task KillAndRestartAsync(Action<TaskHubOptions>? and = null)
    {
        await Process.DisposeAsync();
        await StartProcessAsync(and);
    }

    public Task IdleAsync() => Hub.WhenIdleAsync(CancellationToken.None).WaitAsync(GiveUp);

    public Task CreateAsync(string id, string name, string? input = null) =>
        Client.CreateInstanceAsync(new CreateInstanceRequest(id, name, Input: input), default);

    public async Task CreateListenersAsync(int count)
    {
        foreach (var i in Enumerable.Range(0, count))
        {
            await CreateAsync($"i{i:D3}", "Listen");
        }

        await IdleAsync();
    }

    public Task<SignalResult> SayAsync(string id, string word) => Client.RaiseEventAsync(id, "word", $"\"{word}\"", null, default);

    public async Task<InstanceSnapshot> GetAsync(string id) => (await Client.GetInstanceAsync(id, includePayloads: true, default))!;

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        medium.Dispose();
    }
}
