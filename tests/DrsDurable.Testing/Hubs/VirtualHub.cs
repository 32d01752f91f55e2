using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.Testing.Time;

namespace DrsDurable.Testing.Hubs;

/// <summary>A hub on virtual time over a medium that survives its processes. Time moves only while nothing is running.</summary>
public sealed class VirtualHub : IAsyncDisposable
{
    /// <summary>Gives up on a hub that should have come to rest; real time, never reached by a passing test.</summary>
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(60);

    private readonly HubMedium medium;
    private readonly Action<DurableTaskRegistry>? tasks;
    private readonly Action<TaskHubOptions>? configure;
    private HubProcess? process;

    private VirtualHub(HubStoreKind kind, int seed, Action<DurableTaskRegistry>? tasks, Action<TaskHubOptions>? configure)
    {
        medium = new HubMedium(kind, seed);
        this.tasks = tasks;
        this.configure = configure;
    }

    public VirtualTimeProvider Clock { get; } = new();

    public HubMedium Medium => medium;

    public HubProcess Process => process ?? throw new InvalidOperationException("No process is running.");

    public ITaskHubClient Client => Process.Client;

    public TaskHub Hub => Process.Hub;

    public static async Task<VirtualHub> StartAsync(
        HubStoreKind kind, Action<DurableTaskRegistry>? tasks, Action<TaskHubOptions>? configure = null, int seed = 1)
    {
        var hub = new VirtualHub(kind, seed, tasks, configure);
        await hub.StartProcessAsync();
        return hub;
    }

    public async Task StartProcessAsync() => process = await HubProcess.StartAsync(medium.Open(Clock), Clock, tasks, configure);

    /// <summary>Kills the process and starts another on the same medium.</summary>
    public async Task KillAndRestartAsync()
    {
        await Process.DisposeAsync();
        await StartProcessAsync();
    }

    public async Task StopAndRestartAsync()
    {
        await Process.StopAsync();
        await StartProcessAsync();
    }

    /// <summary>Waits until nothing is running; the clock stands still.</summary>
    public Task IdleAsync() => Hub.WhenIdleAsync(CancellationToken.None).WaitAsync(GiveUp);

    /// <summary>Runs, moving the clock from one due time to the next, until nothing is left that time could bring.</summary>
    public async Task RunToRestAsync()
    {
        await IdleAsync();
        while (Clock.NextTimerDue is not null)
        {
            Clock.AdvanceToNextTimer();
            await IdleAsync();
        }
    }

    /// <summary>Moves the clock forward, stopping at every due time on the way until nothing runs.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        await IdleAsync();
        var target = Clock.GetUtcNow() + by;
        while (Clock.NextTimerDue is { } due && due <= target)
        {
            Clock.AdvanceToNextTimer();
            await IdleAsync();
        }

        Clock.SetUtcNow(target);
        await IdleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        medium.Dispose();
    }
}
