using System.Threading.Tasks.Sources;

namespace DrsDurable.DurableTask.Sidecar.WorkItems;

/// <summary>One work item offered to workers, under the token by which its outcome is recognised.</summary>
/// <param name="name">Of the orchestrator or activity.</param>
/// <param name="version"><see langword="null"/> when unversioned.</param>
internal abstract class Delivery(string token, string name, string? version, WorkItem item)
{
    public string Token { get; } = token;

    public string Name { get; } = name;

    public string? Version { get; } = version;

    public WorkItem Item { get; } = item;

    /// <summary>A worker has it.</summary>
    public bool HandedOut { get; set; }

    /// <summary>The hub stops: no worker will get it.</summary>
    public abstract void Refuse();
}

internal sealed class TurnDelivery : Delivery, IValueTaskSource<TurnAnswer>
{
    private ManualResetValueTaskSourceCore<TurnAnswer> answer;
    private int answered;

    public TurnDelivery(string token, string name, string? version, OrchestratorWorkItem item)
        : base(token, name, version, item) => LockPlace = new LinkedListNode<TurnDelivery>(this);

    /// <summary>To be awaited once.</summary>
    public ValueTask<TurnAnswer> Answer => new(this, answer.Version);

    /// <summary>Where it stands among the turns nobody has answered.</summary>
    public LinkedListNode<TurnDelivery> LockPlace { get; }

    /// <summary>Time stamp of the machine's clock.</summary>
    public long LockedAt { get; set; }

    /// <param name="inline">Whoever waits goes on within this call. The caller must hold no lock.</param>
    public void TryAnswer(TurnAnswer value, bool inline = false)
    {
        if (Interlocked.Exchange(ref answered, 1) == 0)
        {
            answer.RunContinuationsAsynchronously = !inline;
            answer.SetResult(value);
        }
    }

    TurnAnswer IValueTaskSource<TurnAnswer>.GetResult(short token) => answer.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TurnAnswer>.GetStatus(short token) => answer.GetStatus(token);

    void IValueTaskSource<TurnAnswer>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        answer.OnCompleted(continuation, state, token, flags);

    public override void Refuse() => TryAnswer(new TurnAnswer.Superseded());
}

internal sealed class ActivityDelivery(string token, RunningActivity activity, ActivityWorkItem item, Action<RunningActivity> refused)
    : Delivery(token, item.Name, item.Version, item)
{
    public RunningActivity Activity { get; } = activity;

    public override void Refuse() => refused(Activity);
}

/// <summary>How a turn handed to a worker ended.</summary>
/// <param name="Outcome">As metrics name it.</param>
internal abstract record TurnAnswer(string Outcome)
{
    public sealed record Completed(OrchestratorResult Result) : TurnAnswer(Result.NonDeterminism is null ? "completed" : "contradicted");

    public sealed record Abandoned(string Reason) : TurnAnswer("abandoned");

    /// <summary>Nobody answered within the lock time.</summary>
    public sealed record Expired() : TurnAnswer("expired");

    /// <summary>The instance was terminated meanwhile, or the hub stops: whatever the worker answers no longer counts.</summary>
    public sealed record Superseded() : TurnAnswer("superseded");
}
