using DrsDurable.Recovery.Executions;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Jobs;

/// <summary>One log line per fact of a job.</summary>
internal static partial class LaunchFacts
{
    public static void LaunchAttempted(
        this ILogger logger, string executionId, string wave, int attempt, LaunchVerdict verdict, string? jobId, string? detail, IReadOnlyList<string> sourceServerIds) =>
        Attempted(
            logger,
            verdict is LaunchVerdict.Accepted or LaunchVerdict.Adopted or LaunchVerdict.Conflict or LaunchVerdict.Quota ? LogLevel.Information : LogLevel.Warning,
            executionId, wave, attempt, verdict, jobId, detail, string.Join(' ', sourceServerIds));

    [LoggerMessage(EventId = 2001, Message = "Execution {ExecutionId} wave {Wave}: StartRecovery attempt {Attempt} {Verdict} {JobID} {Detail} {SourceServerIDs}")]
    private static partial void Attempted(
        ILogger logger, LogLevel level, string executionId, string wave, int attempt, LaunchVerdict verdict, string? jobID, string? detail, string sourceServerIDs);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Execution {ExecutionId} wave {Wave}: {SourceServerID} of job {JobID} is {Status}")]
    public static partial void ServerReached(this ILogger logger, string executionId, string wave, string sourceServerID, string? jobID, ServerStatus status);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "Execution {ExecutionId} wave {Wave}: {SourceServerID} of job {JobID} ended {Status}: {Code} {RawError}")]
    public static partial void ServerLost(
        this ILogger logger, string executionId, string wave, string sourceServerID, string? jobID, ServerStatus status, string? code, string? rawError);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Information, Message = "Execution {ExecutionId} wave {Wave}: waiting, {Reason}: {Detail}")]
    public static partial void JobWaits(this ILogger logger, string executionId, string wave, WaitReason reason, string detail);
}
