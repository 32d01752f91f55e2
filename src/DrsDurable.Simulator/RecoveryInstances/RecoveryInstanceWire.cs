using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.SourceServers;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.RecoveryInstances;

/// <summary>Recovery instances as DRS writes them.</summary>
internal static class RecoveryInstanceWire
{
    public static void Write(WireJson wire, Cell cell, RecoveryInstance instance)
    {
        var source = cell.Server(instance.SourceServerID)!;
        var json = wire.Json;
        json.WriteStartObject();
        json.WriteString("agentVersion", SourceServerWire.AgentVersion);
        json.WriteString("arn", cell.Arn($"recovery-instance/{instance.RecoveryInstanceID}"));
        json.WriteStartObject("dataReplicationInfo");
        json.WriteStartObject("dataReplicationInitiation");
        json.WriteStartArray("steps");
        json.WriteEndArray();
        json.WriteEndObject();
        wire.Enum("dataReplicationState", "NOT_STARTED");
        json.WriteEndObject();
        json.WriteString("ec2InstanceID", instance.RecoveryInstanceID);
        wire.Enum("ec2InstanceState", instance.State);
        json.WriteStartObject("failback");
        json.WriteBoolean("failbackToOriginalServer", false);
        json.WriteString("state", "FAILBACK_NOT_STARTED");
        json.WriteEndObject();
        json.WriteBoolean("isDrill", instance.IsDrill);
        json.WriteString("jobID", instance.JobID);
        wire.Enum("originEnvironment", "AWS");
        wire.Time("pointInTimeSnapshotDateTime", instance.PointInTime);
        json.WriteString("recoveryInstanceID", instance.RecoveryInstanceID);
        json.WriteStartObject("recoveryInstanceProperties");
        SourceServerWire.WriteHardware(wire, source, instance.RecoveryInstanceID, instance.LaunchedAt);
        json.WriteEndObject();
        json.WriteString("sourceServerID", instance.SourceServerID);
        wire.Tags("tags", instance.Tags);
        json.WriteEndObject();
    }
}
