using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Turns;

/// <summary>One committed turn.</summary>
/// <param name="Events">OrchestratorStarted, what arrived, what was decided, OrchestratorCompleted. Before the instance has
/// started: only what arrived.</param>
/// <param name="Consumed">Messages whose events are in here and that could arrive a second time.</param>
/// <param name="Carried">In the first batch of a generation: ids consumed by earlier ones that could still arrive again.</param>
/// <param name="SentThrough">Everything outbound up to and including this batch is known to have reached its inboxes.</param>
/// <param name="CustomStatus">Present if this turn changed it.</param>
/// <param name="Close">Present in the last batch of a generation: all that the next one needs.</param>
/// <param name="Copied">Present in the first batch of a rewound generation: the events at its start are those of the closed one.</param>
internal sealed record Batch(
    DateTime Stamp,
    IReadOnlyList<HistoryEvent> Events,
    IReadOnlyList<ConsumedMessage> Consumed,
    IReadOnlyList<ConsumedMessage> Carried,
    BatchMark SentThrough,
    CustomStatusChange? CustomStatus,
    GenerationClose? Close,
    CopiedHistory? Copied = null)
{
    /// <summary>Index of the first event that this turn added.</summary>
    public int FirstOwn => Copied?.Count ?? 0;

    /// <summary>An ExecutionCompleted event is among its events.</summary>
    public bool EndsExecution
    {
        get
        {
            // From the end: it is the last but one, if it is there.
            for (var index = Events.Count - 1; index >= 0; index--)
            {
                if (Events[index] is ExecutionCompletedEvent)
                {
                    return true;
                }
            }

            return false;
        }
    }
}

/// <summary>A batch and its stored form.</summary>
internal readonly record struct EncodedBatch(Batch Batch, ReadOnlyMemory<byte> Content)
{
    public static EncodedBatch Of(Batch batch) => new(batch, BatchCodec.Encode(batch));
}

/// <summary>The part of a rewound generation's first batch that happened in earlier generations. It is not sent again.</summary>
/// <param name="Count">How many events, from the first.</param>
/// <param name="Origins">Of the copied sub-orchestrations that another generation started, by task id.</param>
internal sealed record CopiedHistory(int Count, IReadOnlyDictionary<int, TaskOrigin> Origins);

/// <summary>Where a copied sub-orchestration comes from.</summary>
/// <param name="Born">The generation that started it: it names the child's life.</param>
/// <param name="Answered">The generation its answer will name: of a child that was rewound too, the new one.</param>
internal readonly record struct TaskOrigin(int Born, int Answered);

/// <summary>A place in an instance's history, over all generations; (0, −1) is before everything.</summary>
internal readonly record struct BatchMark(int Generation, int Sequence) : IComparable<BatchMark>
{
    public static BatchMark Start { get; } = new(0, -1);

    public int CompareTo(BatchMark other) =>
        Generation != other.Generation ? Generation.CompareTo(other.Generation) : Sequence.CompareTo(other.Sequence);
}

/// <param name="At">Machine time: how long a duplicate may follow depends on senders' time-outs, not on domain time.</param>
internal sealed record ConsumedMessage(string Id, DateTime At, bool FromClient);

internal sealed record CustomStatusChange(string? Value);

/// <summary>The seed of the next generation. Name, tags and parent stay those of the instance.</summary>
/// <param name="Rewinds">The next generation begins with the history of this one up to its failure, from which it is derived.</param>
internal sealed record GenerationClose(
    string ExecutionId,
    string? Input,
    string? Version,
    IReadOnlyList<EventRaisedEvent> Carryover,
    IReadOnlyList<ConsumedMessage> Carried,
    bool Rewinds = false);
