using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.DurableTask.Tests.Worker;

/// <summary>A hub that hands out exactly the work a test gives it, and remembers what came back.</summary>
internal sealed class ScriptedSource : IWorkItemSource
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(30);
    private readonly Channel<WorkItem> work = Channel.CreateUnbounded<WorkItem>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<object>> outcomes = new(StringComparer.Ordinal);

    public WorkerCapacity? Capacity { get; private set; }

    /// <summary>What workers said they were about to take, and have not taken back.</summary>
    public List<WorkerCapacity> Announced { get; } = [];

    public ConcurrentQueue<string> Abandoned { get; } = new();

    /// <summary>Makes the next completion fail, as a hub that cannot answer does.</summary>
    public Exception? RefuseCompletion { get; set; }

    public async Task<OrchestratorResult> RunAsync(OrchestratorWorkItem item) =>
        (OrchestratorResult)await HandOut(item).WaitAsync(GiveUp);

    public async Task<ActivityResult> RunAsync(ActivityWorkItem item) => (ActivityResult)await HandOut(item).WaitAsync(GiveUp, CancellationToken.None);

    /// <summary>The reason for which the work came back.</summary>
    public async Task<string> RunUntilAbandonedAsync(WorkItem item) => (string)await HandOut(item).WaitAsync(GiveUp);

    public Task<object> HandOut(WorkItem item)
    {
        var outcome = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        outcomes[item.CompletionToken] = outcome;
        work.Writer.TryWrite(item).Should().BeTrue();
        return outcome.Task;
    }

    public IDisposable Announce(WorkerCapacity capacity)
    {
        Announced.Add(capacity);
        return new Withdrawal(() => Announced.Remove(capacity));
    }

    public async IAsyncEnumerable<WorkItem> GetWorkItemsAsync(
        WorkerCapacity capacity, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Capacity = capacity;
        await foreach (var item in work.Reader.ReadAllAsync(cancellationToken))
        {
            yield return item;
        }
    }

    public Task CompleteOrchestratorAsync(OrchestratorResult result, CancellationToken cancellationToken) =>
        Complete(result.CompletionToken, result);

    public Task CompleteActivityAsync(ActivityResult result, CancellationToken cancellationToken) =>
        Complete(result.CompletionToken, result);

    public Task AbandonAsync(string completionToken, string reason, CancellationToken cancellationToken)
    {
        Abandoned.Enqueue(completionToken);
        outcomes[completionToken].TrySetResult(reason);
        return Task.CompletedTask;
    }

    private Task Complete(string token, object result)
    {
        if (RefuseCompletion is { } refusal)
        {
            RefuseCompletion = null;
            return Task.FromException(refusal);
        }

        outcomes[token].TrySetResult(result);
        return Task.CompletedTask;
    }

    private sealed class Withdrawal(Action withdraw) : IDisposable
    {
        public void Dispose() => withdraw();
    }
}
