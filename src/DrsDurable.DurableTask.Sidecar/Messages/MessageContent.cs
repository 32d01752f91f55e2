using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.DurableTask.Sidecar.Messages;

/// <summary>What a message says. The hub writes and reads it; stores do not look inside.</summary>
/// <param name="SentAt">Domain time at the source.</param>
/// <param name="FromClient">Sent by a client, whose attempts end within minutes; otherwise by an orchestration, which may
/// send again after a long outage.</param>
internal abstract record MessageContent(DateTime SentAt, bool FromClient);

internal sealed record EventContent(DateTime SentAt, bool FromClient, string Name, string? Input) : MessageContent(SentAt, FromClient);

internal sealed record SuspendContent(DateTime SentAt, string? Reason) : MessageContent(SentAt, FromClient: true);

internal sealed record ResumeContent(DateTime SentAt, string? Reason) : MessageContent(SentAt, FromClient: true);

internal sealed record TerminateContent(DateTime SentAt, bool FromClient, string? Output, bool Recurse) : MessageContent(SentAt, FromClient);

/// <summary>A failed instance is to go on from before its failure.</summary>
/// <param name="Parent">From a parent that was rewound: its link to the child, with the generation that waits from now on.</param>
internal sealed record RewindContent(DateTime SentAt, string? Reason, ParentLink? Parent) : MessageContent(SentAt, FromClient: Parent is null)
{
    /// <summary>The client that waits for it; its request lives in memory only.</summary>
    public RewindRequest? Request { get; init; }
}

/// <param name="Failed">The end the client saw: a later one, or that of another life, is not meant.</param>
internal sealed record RewindRequest(string Life, BatchMark Failed)
{
    private readonly TaskCompletionSource<bool> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the instance was rewound from that end.</summary>
    public Task<bool> Answer => answer.Task;

    public void Reply(bool rewound) => answer.TrySetResult(rewound);
}

/// <summary>The outcome of one task. It is accepted only while exactly that task is open.</summary>
/// <param name="Life">Of the instance that scheduled the task.</param>
/// <param name="Outcome">TaskCompleted, TaskFailed, SubOrchestrationInstanceCompleted or …Failed.</param>
internal sealed record ResponseContent(DateTime SentAt, string Life, int Generation, int TaskId, HistoryEvent Outcome)
    : MessageContent(SentAt, FromClient: false);
