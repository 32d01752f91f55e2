using System.Text.Json.Serialization;

namespace DrsDurable.Recovery.Jobs;

[JsonConverter(typeof(UpperSnakeCaseEnum<WaitReason>))]
public enum WaitReason
{
    /// <summary>A job holds one of the servers.</summary>
    Conflict,

    /// <summary>A service quota is used up (HTTP 402).</summary>
    Quota,

    /// <summary>A wave it depends on is not up.</summary>
    Dependency,

    Throttled,

    /// <summary>DRS cannot be asked, or gave no verdict.</summary>
    Outage,
}

/// <summary>Why nothing moves just now, and when it is tried again.</summary>
/// <param name="JobId">The DRS job that stands in the way, where one does.</param>
public sealed record Waiting(WaitReason Reason, string Detail, string? JobId, DateTimeOffset? NextAttemptAt);

/// <summary>How long to wait before the next attempt.</summary>
public static class WaitSchedule
{
    private static readonly TimeSpan[] Refused = [TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120)];
    private static readonly TimeSpan[] Unanswered = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];

    /// <param name="waits">How often this was waited for in a row before; 0 at first.</param>
    /// <param name="retryAfterSeconds">What the service asked for; never undercut.</param>
    public static TimeSpan After(WaitReason reason, int waits, int? retryAfterSeconds = null)
    {
        var steps = reason is WaitReason.Conflict or WaitReason.Quota ? Refused : Unanswered;
        var own = steps[Math.Min(waits, steps.Length - 1)];
        var asked = TimeSpan.FromSeconds(retryAfterSeconds ?? 0);
        return own > asked ? own : asked;
    }
}
