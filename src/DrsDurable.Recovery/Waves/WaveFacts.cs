using DrsDurable.Recovery.Executions;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Waves;

/// <summary>One log line per fact of a wave.</summary>
internal static partial class WaveFacts
{
    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "Execution {ExecutionId} wave {Wave} starts: {Jobs} jobs, {Servers} servers")]
    public static partial void WaveStarted(this ILogger logger, string executionId, string wave, int jobs, int servers);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Information, Message = "Execution {ExecutionId} wave {Wave} is {Decision}: {Launched} servers launched, {Failed} not")]
    public static partial void WaveDecided(this ILogger logger, string executionId, string wave, string decision, int launched, int failed);

    [LoggerMessage(EventId = 2103, Level = LogLevel.Information, Message = "Execution {ExecutionId} wave {Wave} ended {Status}")]
    public static partial void WaveEnded(this ILogger logger, string executionId, string wave, WaveStatus status);
}
