using DrsDurable.DurableTask.Sidecar.Protocol;

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

/// <summary>The outcome of one task. It is accepted only while exactly that task is open.</summary>
/// <param name="Life">Of the instance that scheduled the task.</param>
/// <param name="Outcome">TaskCompleted, TaskFailed, SubOrchestrationInstanceCompleted or …Failed.</param>
internal sealed record ResponseContent(DateTime SentAt, string Life, int Generation, int TaskId, HistoryEvent Outcome)
    : MessageContent(SentAt, FromClient: false);
