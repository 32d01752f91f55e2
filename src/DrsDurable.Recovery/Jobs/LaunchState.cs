using System.Text.Json.Serialization;
using DrsDurable.Recovery.Executions;

namespace DrsDurable.Recovery.Jobs;

[JsonConverter(typeof(UpperSnakeCaseEnum<LaunchStep>))]
public enum LaunchStep
{
    /// <summary>Fix the intent.</summary>
    Prepare,

    /// <summary>Send an attempt.</summary>
    Start,

    /// <summary>Look for the job of an attempt whose outcome is unknown.</summary>
    Reconcile,
}

/// <summary>How far a launch has come; changed by <see cref="LaunchRule"/> only.</summary>
/// <param name="Attempt">The number the next StartRecovery activity carries. One that was given out is never given out again.</param>
/// <param name="FirstUnknownAttempt">
/// The earliest attempt that may have reached DRS without our learning so. It is kept although a search has found nothing: a job that turns up after all
/// is adopted and not waited for as if it were foreign.
/// </param>
/// <param name="SettledAt">While reconciling: before this time, finding nothing decides nothing.</param>
/// <param name="Waits">How often the present reason was waited for in a row.</param>
public sealed record LaunchState(
    LaunchStep Step,
    LaunchIntent? Intent,
    int Attempt,
    int? FirstUnknownAttempt,
    DateTimeOffset? SettledAt,
    int Waits,
    DateTimeOffset NextActAt)
{
    public static LaunchState New { get; } = new(LaunchStep.Prepare, null, 1, null, null, 0, DateTimeOffset.MinValue);
}

/// <summary>What follows from each outcome of a launch. Whoever reads this and <see cref="AdoptionRule"/> knows why nothing is launched twice.</summary>
public static class LaunchRule
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FurtherLook = TimeSpan.FromSeconds(15);

    /// <summary>The job's state after an outcome other than Refused, which ends its servers.</summary>
    public static JobState After(JobState state, LaunchOutcome outcome, DateTimeOffset now, RecoveryTiming timing)
    {
        var launch = state.Launch;
        return outcome.Verdict switch
        {
            LaunchVerdict.Accepted or LaunchVerdict.Adopted => state with { JobId = outcome.JobId, Waiting = null },
            LaunchVerdict.Conflict => Wait(state, Next(launch), WaitReason.Conflict, outcome, now),
            LaunchVerdict.Quota => Wait(state, Next(launch), WaitReason.Quota, outcome, now),
            LaunchVerdict.Throttled => Wait(state, launch.Step == LaunchStep.Start ? Next(launch) : launch, WaitReason.Throttled, outcome, now),
            LaunchVerdict.NotSent => Wait(state, launch.Step == LaunchStep.Start ? Next(launch) : launch, WaitReason.Outage, outcome, now),
            LaunchVerdict.Unknown => Unknown(state, outcome, now, timing),
            LaunchVerdict.NotFound when now < launch.SettledAt => LookAgain(state, Earlier(launch.SettledAt.Value, now + FurtherLook)),
            LaunchVerdict.NotFound => state with { Launch = Next(launch) with { Step = LaunchStep.Start, SettledAt = null, NextActAt = now }, Waiting = null },
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.Verdict, "Ends the launch and is not waited out."),
        };
    }

    private static JobState Unknown(JobState state, LaunchOutcome outcome, DateTimeOffset now, RecoveryTiming timing)
    {
        var launch = state.Launch with
        {
            Step = LaunchStep.Reconcile,
            FirstUnknownAttempt = state.Launch.FirstUnknownAttempt ?? state.Launch.Attempt,
            SettledAt = now + TimeSpan.FromSeconds(timing.SettleSeconds),
            Waits = 0,
        };
        var detail = $"It is not known whether StartRecovery reached DRS; looking for its job. {outcome.Detail}".TrimEnd();
        return LookAgain(state with { Launch = launch, Waiting = new Waiting(WaitReason.Outage, detail, null, null) }, now + FirstLook);
    }

    private static JobState LookAgain(JobState state, DateTimeOffset at) => state with
    {
        Launch = state.Launch with { NextActAt = at },
        Waiting = (state.Waiting ?? new Waiting(WaitReason.Outage, "Looking for the job of a StartRecovery call whose answer was lost.", null, null)) with { NextAttemptAt = at },
    };

    private static JobState Wait(JobState state, LaunchState launch, WaitReason reason, LaunchOutcome outcome, DateTimeOffset now)
    {
        var waits = state.Waiting?.Reason == reason ? launch.Waits + 1 : 0;
        var next = now + WaitSchedule.After(reason, waits, outcome.RetryAfterSeconds);
        return state with
        {
            Launch = launch with { Waits = waits, NextActAt = next },
            Waiting = new Waiting(reason, outcome.Detail ?? string.Empty, outcome.JobId, next),
        };
    }

    private static LaunchState Next(LaunchState launch) => launch with { Attempt = launch.Attempt + 1 };

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
