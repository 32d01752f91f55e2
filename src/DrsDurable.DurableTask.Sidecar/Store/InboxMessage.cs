namespace DrsDurable.DurableTask.Sidecar.Store;

/// <summary>A message on its way to an instance.</summary>
/// <param name="TargetLife">The life it is meant for; <see langword="null"/> when the sender could not know it.</param>
/// <param name="Id">The same for every attempt to send the same message.</param>
/// <param name="Stamp">UTC ticks of the source when it sent; with <paramref name="Index"/> it orders the messages of one source.</param>
/// <param name="Index">Orders messages of one stamp.</param>
/// <param name="Content">Written by the hub, opaque to the store.</param>
public sealed record InboxMessage(
    string TargetInstanceId,
    string? TargetLife,
    string Id,
    long Stamp,
    int Index,
    ReadOnlyMemory<byte> Content)
{
    public MessageKey Key => new(TargetInstanceId, Stamp, Index, Id);
}

/// <summary>Identifies a message in an inbox; inboxes are read in the order of these keys.</summary>
public readonly record struct MessageKey(string TargetInstanceId, long Stamp, int Index, string Id);
