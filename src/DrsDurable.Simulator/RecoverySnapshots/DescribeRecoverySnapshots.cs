using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.RecoverySnapshots;

/// <summary>Lists the points in time a source server can be recovered to, oldest first unless asked otherwise.</summary>
internal static class DescribeRecoverySnapshots
{
    private static readonly string[] _orders = ["ASC", "DESC"];

    public static OperationResult Execute(OperationContext context)
    {
        var id = context.Fields.RequiredString("sourceServerID", RequestFields.SourceServerID);
        var filters = context.Fields.Structure("filters");
        var (from, to) = (filters.OptionalTime("fromDateTime"), filters.OptionalTime("toDateTime"));
        var descending = context.Fields.OptionalEnum("order", _orders) == "DESC";
        var filter = $"{id}|{from:O}|{to:O}|{descending}";
        var page = Page.Read(context, filter);
        if (context.Fields.Error is { } error)
        {
            return error;
        }

        if (context.ServerDenial(id!) is { } denied)
        {
            return denied;
        }

        if (context.Cell.Server(id!) is not { } server)
        {
            return ServiceError.NotFound("SourceServer", id!);
        }

        var snapshots = PointInTimePolicy.Of(context.World, context.Cell, server, context.Now)
            .Where(snapshot => (from is null || snapshot.ExpectedAt >= from) && (to is null || snapshot.ExpectedAt <= to))
            .Where(snapshot => page.After is not { } after || (descending ? snapshot.ExpectedAt.UtcTicks < after : snapshot.ExpectedAt.UtcTicks > after));
        return page.Write(context, filter, descending ? snapshots.Reverse() : snapshots, snapshot => snapshot.ExpectedAt.UtcTicks, (wire, snapshot) =>
        {
            var json = wire.Json;
            json.WriteStartObject();
            json.WriteStartArray("ebsSnapshots");
            json.WriteStringValue(snapshot.EbsSnapshotId);
            json.WriteEndArray();
            wire.Time("expectedTimestamp", snapshot.ExpectedAt);
            json.WriteString("snapshotID", snapshot.Id);
            json.WriteString("sourceServerID", id);
            if (snapshot.TakenAt is { } taken)
            {
                wire.Time("timestamp", taken);
            }

            json.WriteEndObject();
        });
    }
}
