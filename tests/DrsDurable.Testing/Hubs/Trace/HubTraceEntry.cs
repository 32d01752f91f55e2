using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.Testing.Hubs.Trace;

/// <summary>One item changed, or one thing handed to a worker.</summary>
public abstract record HubTraceEntry;

/// <summary>An owner has opened the hub.</summary>
public sealed record ShardTaken(long Epoch) : HubTraceEntry;

/// <param name="Epoch">Of the lease its writer claimed.</param>
public sealed record BatchCommitted(long Epoch, StoredBatch Stored) : HubTraceEntry
{
    private Batch? decoded;

    internal Batch Decoded => decoded ??= BatchCodec.Decode(Stored.Content);
}

/// <param name="IsNew"><see langword="false"/> if it lay in the inbox already.</param>
public sealed record MessageSent(InboxMessage Message, bool IsNew) : HubTraceEntry;

/// <param name="Epoch">Of the lease of whoever deleted it; 0 if it went with its purged target.</param>
public sealed record MessageDeleted(long Epoch, InboxMessage Message) : HubTraceEntry;

/// <summary>A message was moved to the dead letters.</summary>
public sealed record MessageSetAside(InboxMessage Message) : HubTraceEntry;

public sealed record CreationTried(InstanceCreation Creation, CreationOutcome Outcome) : HubTraceEntry;

public sealed record HeadWritten(InstanceHead Head) : HubTraceEntry;

/// <summary>An instance was taken off the active list.</summary>
public sealed record InstanceDeactivated(string InstanceId, string Life) : HubTraceEntry;

/// <summary>An ended instance was put back on the active list.</summary>
public sealed record InstanceActivated(string InstanceId, string Life) : HubTraceEntry;

public sealed record GenerationsTrimmed(string InstanceId, string Life, int Below) : HubTraceEntry;

public sealed record InstancePurged(string InstanceId, string Life) : HubTraceEntry;

public sealed record InstanceQuarantined(string InstanceId, string Life, bool IsQuarantined) : HubTraceEntry;

/// <summary>A worker was given an activity.</summary>
/// <param name="Process">Grows with every process of a run.</param>
/// <param name="IsRedelivery">A worker had given it back.</param>
public sealed record ActivityHandedOut(int Process, string InstanceId, int TaskId, string Name, string? Input, bool IsRedelivery) : HubTraceEntry;
