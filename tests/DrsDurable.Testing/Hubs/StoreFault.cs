namespace DrsDurable.Testing.Hubs;

public enum StoreFaultKind
{
    /// <summary>The process dies before the call reaches the store.</summary>
    CrashBefore,

    /// <summary>The process dies after the call has taken effect, before it is answered.</summary>
    CrashAfter,

    /// <summary>The call takes effect, the caller sees a time-out.</summary>
    TimeoutAfterEffect,

    /// <summary>The call takes no effect, the caller sees an error.</summary>
    FailureBeforeEffect,

    /// <summary>An append is answered as if another batch lay in its place; other calls are not touched.</summary>
    AppendRefused,

    /// <summary>The caller sees a time-out, and the call takes effect only after as many later calls as its distance says.</summary>
    LateEffect,

    /// <summary>The process dies, and its call takes effect after that many calls of its successor.</summary>
    LateEffectAfterDeath,

    /// <summary>This call and those that follow it are refused, until the back-off has reached its longest wait.</summary>
    Throttled,

    /// <summary>The call is kept back until that many others, made after it, have been answered.</summary>
    CallHeld,

    /// <summary>The call takes effect at once, its answer is kept back until that many others have been answered.</summary>
    AnswerHeld,

    /// <summary>What the inbox and the active list hold now is answered to a sweep that many calls later.</summary>
    StalePoll,

    /// <summary>A query answers as an index that has seen nothing yet.</summary>
    LaggingIndex,

    /// <summary>Another owner opens the hub; the call and all that follow it compete with it.</summary>
    LeaseLostRacing,

    /// <summary>The process is paused before the call while another owner opens the hub and runs until it rests.</summary>
    LeaseLostPaused,

    /// <summary>The same, and the pause lasts longer than any tombstone.</summary>
    LeaseLostLongPause,

    /// <summary>The same, and the pause begins after the call has taken effect.</summary>
    LeaseLostUnanswered,

    /// <summary>The process's clocks are set back by five minutes.</summary>
    ClockBack,

    /// <summary>The process's clocks are set forward by five minutes.</summary>
    ClockForward,
}

/// <summary>One fault, at one call to the store.</summary>
/// <param name="Call">Counted from 1 over all operations.</param>
/// <param name="Distance">In calls, for the kinds that have one.</param>
public sealed record StoreFault(int Call, StoreFaultKind Kind, int Distance = 4)
{
    public bool IsCrash => Kind is StoreFaultKind.CrashBefore or StoreFaultKind.CrashAfter or StoreFaultKind.LateEffectAfterDeath;

    public bool LosesLease => Kind is StoreFaultKind.LeaseLostRacing or StoreFaultKind.LeaseLostPaused
        or StoreFaultKind.LeaseLostLongPause or StoreFaultKind.LeaseLostUnanswered;
}
