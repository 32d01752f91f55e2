namespace DrsDurable.Aws;

/// <summary>What a failed call may have left behind.</summary>
public enum CallOutcome
{
    /// <summary>The request never left this process: nothing has happened, sending is safe.</summary>
    NotSent,

    /// <summary>The service answered that it will not do it (4xx): nothing has happened.</summary>
    Refused,

    /// <summary>Sent, and no verdict was read (time-out, lost connection, 5xx, unreadable answer): look before sending again.</summary>
    Unknown,
}
