using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs;

/// <summary>Stands between a hub and its workers: records what is handed out, counts the answers, and spoils chosen ones.</summary>
/// <param name="process">Grows with every process of a run.</param>
public sealed class FaultingWorkItemSource(
    IWorkItemSource inner, HubTrace trace, int process, IReadOnlyCollection<WorkerFault> faults, FaultStage stage) : IWorkItemSource
{
    private readonly ConcurrentDictionary<string, WorkItem> items = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string InstanceId, int Task), Func<Task>> owed = new();
    private int answers;
    private int swallowedTurns;
    private int swallowedActivities;

    public int Answers => Volatile.Read(ref answers);

    /// <summary>Turns handed out that nobody will answer; each is handed out again after its lock.</summary>
    public int SwallowedTurns => Volatile.Read(ref swallowedTurns);

    /// <summary>Activities nobody will answer while this process lives.</summary>
    public int SwallowedActivities => Volatile.Read(ref swallowedActivities);

    public async IAsyncEnumerable<WorkItem> GetWorkItemsAsync(WorkerCapacity capacity, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in inner.GetWorkItemsAsync(capacity, cancellationToken))
        {
            items[item.CompletionToken] = item;
            var redelivered = owed.ContainsKey(KeyOf(item));
            if (item is ActivityWorkItem activity)
            {
                trace.Add(new ActivityHandedOut(process, activity.InstanceId, activity.TaskId, activity.Name, activity.Input, redelivered));
            }
            else if (redelivered && swallowedTurns > 0)
            {
                Interlocked.Decrement(ref swallowedTurns);
            }

            yield return item;
        }
    }

    public IDisposable? Announce(WorkerCapacity capacity) => inner.Announce(capacity);

    public Task CompleteOrchestratorAsync(OrchestratorResult result, CancellationToken cancellationToken) =>
        AnswerAsync(result.CompletionToken, () => inner.CompleteOrchestratorAsync(result, cancellationToken));

    public Task CompleteActivityAsync(ActivityResult result, CancellationToken cancellationToken) =>
        AnswerAsync(result.CompletionToken, () => inner.CompleteActivityAsync(result, cancellationToken));

    public Task AbandonAsync(string completionToken, string reason, CancellationToken cancellationToken) =>
        inner.AbandonAsync(completionToken, reason, cancellationToken);

    private async Task AnswerAsync(string token, Func<Task> answer)
    {
        var number = Interlocked.Increment(ref answers);
        var item = items[token];
        var fault = faults.FirstOrDefault(candidate => candidate.Answer == number);
        switch (fault?.Kind)
        {
            case WorkerFaultKind.AnswersTwice:
                await answer();
                await answer();
                break;
            case WorkerFaultKind.AbandonsAfterAnswer:
                await answer();
                await inner.AbandonAsync(token, "Injected.", CancellationToken.None);
                break;
            case WorkerFaultKind.AnswersAfterAbandon:
                owed[KeyOf(item)] = answer;
                await inner.AbandonAsync(token, "Injected.", CancellationToken.None);
                break;
            case WorkerFaultKind.NeverAnswers:
                owed[KeyOf(item)] = () => Task.CompletedTask;
                Interlocked.Increment(ref item is ActivityWorkItem ? ref swallowedActivities : ref swallowedTurns);
                stage.NoteBlocked();
                break;
            default:
                await answer();
                if (owed.TryRemove(KeyOf(item), out var late))
                {
                    await late();
                }

                break;
        }
    }

    private static (string InstanceId, int Task) KeyOf(WorkItem item) => (item.InstanceId, (item as ActivityWorkItem)?.TaskId ?? -1);
}
