using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.SourceServers;

/// <summary>Lists source servers in the fleet's order. There is no filter by tag: clients select tags themselves.</summary>
internal static class DescribeSourceServers
{
    public static OperationResult Execute(OperationContext context)
    {
        var filters = context.Fields.Structure("filters");
        var ids = filters.Strings("sourceServerIDs", RequestFields.SourceServerID, 0, 200).Distinct(StringComparer.Ordinal).ToList();
        var hardware = filters.OptionalString("hardwareId", null);
        var staging = filters.Strings("stagingAccountIDs", null, 0, int.MaxValue);
        var filter = $"{string.Join(',', ids)}|{hardware}|{string.Join(',', staging)}";
        var page = Page.Read(context, filter);
        if (context.Fields.Error is { } error)
        {
            return error;
        }

        IEnumerable<SourceServer> servers = ids.Count > 0
            ? ids.Select(context.Cell.Server).OfType<SourceServer>().OrderBy(server => server.Position)
            : context.Cell.Servers;
        var selected = servers
            .Where(server => page.After is not { } after || server.Position > after)
            .Where(server => string.IsNullOrEmpty(hardware) || server.Profile.AwsInstanceID == hardware || server.Profile.MacAddress == hardware)
            .Where(server => staging.Count == 0 || staging.Contains(server.Staging?.AccountId ?? context.Cell.Account.Id, StringComparer.Ordinal));
        return page.Write(context, filter, selected, server => server.Position, (wire, server) => SourceServerWire.Write(wire, context.Cell, server, context.World.Epoch, context.Now));
    }
}
