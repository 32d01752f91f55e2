using System.Threading.Channels;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>A worker whose every answer the test gives itself, so that it can be late, wrong, doubled or missing.</summary>
internal sealed class ScriptedWorker : IAsyncDisposable
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(60);

    private readonly IWorkItemSource source;
    private readonly CancellationTokenSource leaving = new();
    private readonly Channel<WorkItem> items = Channel.CreateUnbounded<WorkItem>();
    private readonly Task receiving;

    public ScriptedWorker(
        IWorkItemSource source, int orchestrators = 100, int activities = 100, ServedTask[]? orchestratorNames = null, ServedTask[]? activityNames = null, bool onlyServed = false)
    {
        this.source = source;
        receiving = ReceiveAsync(new WorkerCapacity(orchestrators, activities, orchestratorNames ?? [], activityNames ?? [], onlyServed));
    }

    /// <summary>Items received and not yet looked at.</summary>
    public int Waiting => items.Reader.Count;

    public async Task<OrchestratorWorkItem> NextTurnAsync() => (OrchestratorWorkItem)await NextAsync();

    public async Task<ActivityWorkItem> NextActivityAsync() => (ActivityWorkItem)await NextAsync();

    public Task<WorkItem> NextItemAsync() => NextAsync();

    /// <summary>What the next items are, in words, as they come.</summary>
    public async Task<IReadOnlyList<string>> NextItemsAsync(int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
        {
            texts.Add(await NextAsync() switch
            {
                OrchestratorWorkItem turn => $"{turn.InstanceId} {turn.NewEvents.OfType<ExecutionStartedEvent>().Single().Name}",
                ActivityWorkItem activity => $"{activity.InstanceId} {activity.Name}",
                var other => other.ToString(),
            });
        }

        return texts;
    }

    public Task AnswerAsync(OrchestratorWorkItem turn, params OrchestratorAction[] actions) =>
        source.CompleteOrchestratorAsync(new OrchestratorResult(turn.CompletionToken, actions, CustomStatus: null), default);

    public Task AnswerAsync(ActivityWorkItem activity, string? result) =>
        source.CompleteActivityAsync(new ActivityResult(activity.CompletionToken, result, null), default);

    public Task AbandonAsync(WorkItem item) => source.AbandonAsync(item.CompletionToken, "scripted", default);

    public static ScheduleTaskAction Activity(int id, string name, string? input = null) => new(id, name, null, input, NoTags);

    public static CompleteOrchestrationAction Complete(int id, string? result = null) =>
        new(id, InstanceStatus.Completed, result, null, null, []);

    public static CompleteOrchestrationAction ContinueAsNew(int id, string? input, params EventRaisedEvent[] carryover) =>
        new(id, InstanceStatus.ContinuedAsNew, input, null, null, carryover);

    private static Dictionary<string, string> NoTags { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        await receiving;
        leaving.Dispose();
    }

    private Task<WorkItem> NextAsync() => items.Reader.ReadAsync(leaving.Token).AsTask().WaitAsync(GiveUp, leaving.Token);

    private async Task ReceiveAsync(WorkerCapacity capacity)
    {
        try
        {
            await foreach (var item in source.GetWorkItemsAsync(capacity, leaving.Token))
            {
                items.Writer.TryWrite(item);
            }
        }
        catch (OperationCanceledException)
        {
            items.Writer.TryComplete();
        }
    }
}
