using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Store;

/// <summary>Something a committed batch sends to another instance. Sending it again has no further effect.</summary>
public abstract record Outbound;

/// <summary>A message for an inbox.</summary>
public sealed record OutboundMessage(InboxMessage Message) : Outbound;

/// <summary>The start of a sub-orchestration.</summary>
public sealed record OutboundCreation(InstanceCreation Creation) : Outbound;

/// <summary>An instance to be created.</summary>
/// <param name="Head">Position −1, status Pending.</param>
/// <param name="ReplaceableStatuses">An ended instance of the same id may be replaced if its status is one of these.</param>
public sealed record InstanceCreation(InstanceHead Head, string? Input, IReadOnlyCollection<InstanceStatus> ReplaceableStatuses)
{
    /// <summary>Completed, Failed, Terminated and Canceled.</summary>
    public static IReadOnlyCollection<InstanceStatus> EveryTerminalStatus { get; } =
        [InstanceStatus.Completed, InstanceStatus.Failed, InstanceStatus.Terminated, InstanceStatus.Canceled];
}

public enum CreationOutcome
{
    Created,

    /// <summary>This very life is there already, perhaps ended.</summary>
    AlreadyThere,

    /// <summary>Another life of this id is active, or its status protects it.</summary>
    Clash,

    /// <summary>This life was purged or replaced before: a late duplicate of its start, dropped.</summary>
    Gone,
}

/// <param name="Existing">What stood in the way or was there already.</param>
public sealed record CreationResult(CreationOutcome Outcome, InstanceHead? Existing);
