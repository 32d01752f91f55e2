using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>Once a new owner has appended to an instance the old one appends nothing there, and only the owner deletes messages.</summary>
internal sealed class Invariant11OneOwner() : HubInvariant(11)
{
    public override IEnumerable<string> OnChange(HubModel before, HubTraceEntry change)
    {
        switch (change)
        {
            case BatchCommitted { Stored.Key: var key, Epoch: var epoch } when before.Life(key.InstanceId, key.Life) is { } life && epoch < life.Epoch:
                yield return $"owner {epoch} appended {key} after owner {life.Epoch} had appended to {life}";
                break;
            case MessageDeleted { Epoch: > 0 } deleted when deleted.Epoch < before.Epoch:
                yield return $"owner {deleted.Epoch} deleted message {deleted.Message.Id} although the shard is owner {before.Epoch}'s";
                break;
        }
    }
}
