using DrsDurable.Aws;

namespace DrsDurable.Recovery.Jobs;

/// <summary>What the lines of a job log say about one server.</summary>
public sealed record ServerLog(
    LaunchPhase Phase,
    string? TargetInstanceId,
    DateTimeOffset? LaunchedAt,
    string? FailureEvent,
    string? RawError)
{
    private static readonly ServerLog Empty = new(LaunchPhase.None, null, null, null, null);

    /// <summary>By source server id. Lines of no server, and events nobody has heard of, change nothing.</summary>
    public static IReadOnlyDictionary<string, ServerLog> Read(IEnumerable<JobLog> lines)
    {
        var logs = new Dictionary<string, ServerLog>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.EventData?.SourceServerID is { Length: > 0 } server)
            {
                logs[server] = logs.GetValueOrDefault(server, Empty).With(line);
            }
        }

        return logs;
    }

    private ServerLog With(JobLog line) => line.Event?.Value switch
    {
        "SNAPSHOT_START" or "SNAPSHOT_END" or "USING_PREVIOUS_SNAPSHOT" => Reach(LaunchPhase.Snapshot),
        "CONVERSION_START" or "CONVERSION_END" => Reach(LaunchPhase.Conversion),
        "LAUNCH_START" => Reach(LaunchPhase.Launching),
        "LAUNCH_END" => Reach(LaunchPhase.Launching) with { TargetInstanceId = line.EventData?.TargetInstanceID, LaunchedAt = DrsTime.Parse(line.LogDateTime) },
        "LAUNCH_FAILED" or "CONVERSION_FAIL" or "SNAPSHOT_FAIL" or "USING_PREVIOUS_SNAPSHOT_FAILED" or "SERVER_SKIPPED" => this with
        {
            FailureEvent = line.Event.Value,
            RawError = Text.Shorten(line.EventData?.RawError) ?? RawError,
        },
        _ => this,
    };

    private ServerLog Reach(LaunchPhase phase) => phase > Phase ? this with { Phase = phase } : this;
}
