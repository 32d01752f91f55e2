using System.Globalization;
using DrsDurable.DurableTask.Converters;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Worker;
using DrsDurable.Testing.Histories;
using Microsoft.Extensions.DependencyInjection;

namespace DrsDurable.DurableTask.Tests.Worker;

/// <summary>
/// Plays the hub for one instance, turn by turn. Every turn is run twice: by a worker that keeps the orchestrator in memory and
/// by one that replays it from its history, and both must decide the same.
/// </summary>
internal sealed class OrchestratorScript : IAsyncDisposable
{
    public const string InstanceId = "instance-1";

    private static readonly Dictionary<string, string> NoTags = [];
    private readonly WorkerUnderTest living;
    private readonly WorkerUnderTest replaying;
    private readonly List<HistoryEvent> past = [];
    private string? input;
    private string? version;
    private IReadOnlyList<EventRaisedEvent> carried = [];
    private int generation;
    private int sequence = -1;
    private string writer = string.Empty;

    private OrchestratorScript(WorkerUnderTest living, WorkerUnderTest replaying)
    {
        this.living = living;
        this.replaying = replaying;
    }

    /// <summary>When the next turn begins. Each turn takes a second.</summary>
    public DateTime Now { get; set; } = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public ParentInstance? Parent { get; init; }

    public List<HistoryEvent> Past => past;

    /// <summary>Starts workers that know one orchestrator, named "Main".</summary>
    public static Task<OrchestratorScript> StartAsync<TOutput>(
        Func<TaskOrchestrationContext, Task<TOutput>> orchestrator, object? input = null, Action<DurableTaskWorkerOptions>? options = null) =>
        StartAsync(tasks => tasks.AddOrchestratorFunc("Main", orchestrator), input, options: options);

    public static async Task<OrchestratorScript> StartAsync(
        Action<DurableTaskRegistry> tasks,
        object? input = null,
        string? version = null,
        Action<DurableTaskWorkerOptions>? options = null,
        Action<IServiceCollection>? services = null,
        ParentInstance? parent = null)
    {
        var living = await WorkerUnderTest.StartAsync(tasks, options, services);
        var replaying = await WorkerUnderTest.StartAsync(
            tasks,
            settings =>
            {
                options?.Invoke(settings);
                settings.MaximumLiveOrchestrators = 0;
            },
            services);
        return new OrchestratorScript(living, replaying)
        {
            input = JsonDataConverter.Default.Serialize(input),
            version = version,
            Parent = parent,
        };
    }

    public TaskCompletedEvent Completed(int id, object? result = null) => new(Now, id, JsonDataConverter.Default.Serialize(result));

    public TaskFailedEvent Failed(int id, string message = "no", string type = "System.InvalidOperationException", bool isNonRetriable = false) =>
        new(Now, id, new FailureDetails(type, message, IsNonRetriable: isNonRetriable));

    public TimerFiredEvent Fired(int id) => new(Now, id, Now);

    public EventRaisedEvent Raised(string name, object? payload = null) => new(Now, name, JsonDataConverter.Default.Serialize(payload));

    public SubOrchestrationInstanceCompletedEvent ChildCompleted(int id, object? result = null) =>
        new(Now, id, JsonDataConverter.Default.Serialize(result));

    /// <summary>Runs a turn with these arrivals and commits what it decided.</summary>
    public async Task<OrchestratorResult> TurnAsync(params HistoryEvent[] arrivals)
    {
        var item = Item(arrivals);
        var result = await living.Source.RunAsync(item);
        var replayed = await replaying.Source.RunAsync(item);
        replayed.Should().BeEquivalentTo(
            result,
            options => options.RespectingRuntimeTypes().WithStrictOrdering().Excluding(member => member.Name == nameof(FailureDetails.StackTrace)),
            "a replayed orchestrator must decide what a living one decides");
        Commit(item, result);
        return result;
    }

    /// <summary>The work item of a turn, for tests that hand it out themselves.</summary>
    public OrchestratorWorkItem Item(params HistoryEvent[] arrivals)
    {
        List<HistoryEvent> fresh = [new OrchestratorStartedEvent(Now)];
        if (past.Count == 0)
        {
            fresh.Add(new ExecutionStartedEvent(
                Now, "Main", version, input, InstanceId, "e" + generation.ToString(CultureInfo.InvariantCulture), Parent, NoTags, null, null));
            fresh.AddRange(carried);
        }

        fresh.AddRange(arrivals);
        var next = Guid.NewGuid().ToString("N");
        return new OrchestratorWorkItem(
            Guid.NewGuid().ToString("N"),
            InstanceId,
            "e" + generation.ToString(CultureInfo.InvariantCulture),
            new HistoryPosition("life", generation, sequence, writer),
            new HistoryPosition("life", generation, sequence + 1, next),
            [.. past],
            fresh);
    }

    public void Commit(OrchestratorWorkItem item, OrchestratorResult result)
    {
        sequence++;
        writer = item.NextPosition.WriterId;
        past.AddRange(item.NewEvents);
        past.AddRange(result.Actions.Select(action => RecordedHistory.EventOf(action, Now)));
        past.Add(new OrchestratorCompletedEvent(Now));
        if (result.Actions.OfType<CompleteOrchestrationAction>().SingleOrDefault() is { Status: InstanceStatus.ContinuedAsNew } next)
        {
            (input, version, carried) = (next.Result, next.NewVersion ?? version, next.CarryoverEvents);
            (generation, sequence, writer) = (generation + 1, -1, string.Empty);
            past.Clear();
        }

        Now += TimeSpan.FromSeconds(1);
    }

    public async ValueTask DisposeAsync()
    {
        await living.DisposeAsync();
        await replaying.DisposeAsync();
    }
}
