namespace DrsDurable.Recovery.Jobs;

/// <summary>
/// The durable mark that a StartRecovery call may be about to reach DRS. It is written immediately before the call and
/// never removed while its execution lives: an activity delivered again finds it and reconciles instead of launching.
/// </summary>
/// <param name="JobInstanceId">Instance id of the <c>RecoveryJob</c> orchestration.</param>
/// <param name="Attempt">From 1; a new attempt begins only after the one before was definitely refused or reconciled away.</param>
/// <param name="IntentAt">Domain time of the intent.</param>
/// <param name="KnownJobIds">Jobs that DRS already knew for these servers just before the call: foreign, never adopted.</param>
public sealed record LaunchAttempt(
    string JobInstanceId,
    int Attempt,
    string ExecutionId,
    DateTimeOffset IntentAt,
    DateTimeOffset MarkedAt,
    IReadOnlyList<string> SourceServerIds,
    bool IsDrill,
    IReadOnlyList<string> KnownJobIds);
