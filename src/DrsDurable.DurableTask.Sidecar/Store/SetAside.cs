namespace DrsDurable.DurableTask.Sidecar.Store;

/// <summary>An instance that is not run until somebody releases it.</summary>
/// <param name="Since">UTC; <see langword="null"/> if it was marked by a version that did not note the time.</param>
public sealed record QuarantinedInstance(string InstanceId, string Life, string Reason, DateTime? Since);

/// <summary>A message that could not be consumed, kept apart from the inbox.</summary>
/// <param name="Since">UTC; <see langword="null"/> if it was put aside by a version that did not note the time.</param>
public sealed record DeadLetter(InboxMessage Message, string Reason, DateTime? Since);

public enum DeadLetterSettlement
{
    /// <summary>Back into the inbox, where it was.</summary>
    PutBack,

    /// <summary>Gone for good.</summary>
    Discard,
}
