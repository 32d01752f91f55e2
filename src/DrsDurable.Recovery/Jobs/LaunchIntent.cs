namespace DrsDurable.Recovery.Jobs;

/// <summary>What is to be launched, fixed in history before the first call that could launch it.</summary>
/// <param name="IntentAt">Domain time.</param>
/// <param name="LastLaunchJobIds">Each server's <c>lifeCycle.lastLaunch.initiated.jobID</c> at that time, without repetition: jobs of others.</param>
public sealed record LaunchIntent(
    DateTimeOffset IntentAt,
    IReadOnlyList<string> SourceServerIds,
    bool IsDrill,
    IReadOnlyList<string> LastLaunchJobIds);
