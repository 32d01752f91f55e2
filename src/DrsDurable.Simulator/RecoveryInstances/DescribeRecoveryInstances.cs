using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.RecoveryInstances;

/// <summary>Lists recovery instances, TERMINATED ones too while DRS keeps their records.</summary>
internal static class DescribeRecoveryInstances
{
    public static OperationResult Execute(OperationContext context)
    {
        var filters = context.Fields.Structure("filters");
        var ids = filters.Strings("recoveryInstanceIDs", RequestFields.RecoveryInstanceID, 0, 200).ToHashSet(StringComparer.Ordinal);
        var servers = filters.Strings("sourceServerIDs", RequestFields.SourceServerID, 0, int.MaxValue).ToHashSet(StringComparer.Ordinal);
        var filter = $"{string.Join(',', ids.Order(StringComparer.Ordinal))}|{string.Join(',', servers.Order(StringComparer.Ordinal))}";
        var page = Page.Read(context, filter);
        if (context.Fields.Error is { } error)
        {
            return error;
        }

        var items = context.Cell.Instances
            .Where(instance => page.After is not { } after || instance.Position > after)
            .Where(instance => ids.Count == 0 || ids.Contains(instance.RecoveryInstanceID))
            .Where(instance => servers.Count == 0 || servers.Contains(instance.SourceServerID));
        return page.Write(context, filter, items, instance => instance.Position, (wire, instance) => RecoveryInstanceWire.Write(wire, context.Cell, instance));
    }
}
