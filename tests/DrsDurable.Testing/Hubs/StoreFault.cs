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

    /// <summary>The caller sees a time-out, and the call takes effect only after several later calls have.</summary>
    LateEffect,
}

/// <summary>One fault, at one call to the store.</summary>
/// <param name="Call">Counted from 1 over all operations.</param>
public sealed record StoreFault(int Call, StoreFaultKind Kind)
{
    public bool IsCrash => Kind is StoreFaultKind.CrashBefore or StoreFaultKind.CrashAfter;
}
