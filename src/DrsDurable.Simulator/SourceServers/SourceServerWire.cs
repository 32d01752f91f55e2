using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.SourceServers;

/// <summary>Source servers as DRS writes them. Ages count from the simulation's beginning, so that the same time gives the same bytes.</summary>
internal static class SourceServerWire
{
    public const string AgentVersion = "5.4.11";

    private static readonly string[] _initiationSteps =
    [
        "WAIT", "CREATE_SECURITY_GROUP", "LAUNCH_REPLICATION_SERVER", "BOOT_REPLICATION_SERVER", "AUTHENTICATE_WITH_SERVICE",
        "DOWNLOAD_REPLICATION_SOFTWARE", "CREATE_STAGING_DISKS", "ATTACH_STAGING_DISKS", "PAIR_REPLICATION_SERVER_WITH_AGENT",
        "CONNECT_AGENT_TO_REPLICATION_SERVER", "START_DATA_TRANSFER",
    ];

    public static void Write(WireJson wire, Cell cell, SourceServer server, DateTimeOffset epoch, DateTimeOffset now)
    {
        var json = wire.Json;
        var added = epoch - server.Profile.ProtectedFor;
        json.WriteStartObject();
        json.WriteString("agentVersion", AgentVersion);
        json.WriteString("arn", cell.Arn($"source-server/{server.SourceServerID}"));
        json.WriteStartObject("dataReplicationInfo");
        WriteReplication(wire, server, added);
        json.WriteEndObject();
        wire.Enum("lastLaunchResult", server.LastLaunchResult);
        json.WriteStartObject("lifeCycle");
        WriteLifeCycle(wire, server, added, now);
        json.WriteEndObject();
        if (server.RecoveryInstanceID is { } instance)
        {
            // Lower-case d: this one member of the API is spelt so.
            json.WriteString("recoveryInstanceId", instance);
        }

        wire.Enum("replicationDirection", "FAILOVER");
        if (server.Definition.Origin is { } origin)
        {
            json.WriteStartObject("sourceCloudProperties");
            json.WriteString("originAccountID", origin.AccountId);
            json.WriteString("originAvailabilityZone", $"{origin.Region}a");
            json.WriteString("originRegion", origin.Region);
            json.WriteEndObject();
        }

        json.WriteStartObject("sourceProperties");
        WriteHardware(wire, server, server.Profile.AwsInstanceID, added);
        json.WriteString("recommendedInstanceType", server.Profile.InstanceType);
        json.WriteBoolean("supportsNitroInstances", true);
        json.WriteEndObject();
        json.WriteString("sourceServerID", server.SourceServerID);
        json.WriteStartObject("stagingArea");
        json.WriteString("stagingAccountID", server.Staging?.AccountId ?? cell.Account.Id);
        if (server.Staging is { } staging)
        {
            json.WriteString("stagingSourceServerArn", staging.Arn);
        }

        wire.Enum("status", server.Staging is null ? "NOT_EXTENDED" : "EXTENDED");
        json.WriteEndObject();
        wire.Tags("tags", server.Tags);
        json.WriteEndObject();
    }

    /// <summary>Members that SourceProperties and RecoveryInstanceProperties share.</summary>
    public static void WriteHardware(WireJson wire, SourceServer server, string instanceID, DateTimeOffset lastUpdated)
    {
        var (json, profile) = (wire.Json, server.Profile);
        json.WriteStartArray("cpus");
        for (var cpu = 0; cpu < profile.Cores; cpu++)
        {
            json.WriteStartObject();
            json.WriteNumber("cores", 1);
            json.WriteString("modelName", "Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("disks");
        json.WriteStartObject();
        json.WriteNumber("bytes", server.Definition.DiskBytes);
        if (instanceID == profile.AwsInstanceID)
        {
            json.WriteString("deviceName", profile.DeviceName);
        }
        else
        {
            json.WriteString("internalDeviceName", profile.DeviceName);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("identificationHints");
        json.WriteString("awsInstanceID", instanceID);
        json.WriteString("fqdn", profile.Fqdn);
        json.WriteString("hostname", server.Definition.Hostname);
        json.WriteEndObject();
        wire.Time("lastUpdatedDateTime", lastUpdated);
        json.WriteStartArray("networkInterfaces");
        json.WriteStartObject();
        json.WriteStartArray("ips");
        json.WriteStringValue(profile.IpAddress);
        json.WriteEndArray();
        json.WriteBoolean("isPrimary", true);
        json.WriteString("macAddress", profile.MacAddress);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("os");
        json.WriteString("fullString", profile.OsName);
        json.WriteEndObject();
        json.WriteNumber("ramBytes", profile.RamBytes);
    }

    private static void WriteReplication(WireJson wire, SourceServer server, DateTimeOffset added)
    {
        var json = wire.Json;
        var state = server.Definition.Replication;
        if (state is "STALLED")
        {
            json.WriteStartObject("dataReplicationError");
            json.WriteString("error", "AGENT_NOT_SEEN");
            json.WriteEndObject();
        }

        json.WriteStartObject("dataReplicationInitiation");
        wire.Time("startDateTime", added);
        json.WriteStartArray("steps");
        foreach (var step in _initiationSteps)
        {
            json.WriteStartObject();
            json.WriteString("name", step);
            json.WriteString("status", state == "INITIATING" && step != "WAIT" ? "NOT_STARTED" : "SUCCEEDED");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        wire.Enum("dataReplicationState", state);
        if (Lag(state) is { } lag)
        {
            json.WriteString("lagDuration", WireTime.Format(lag));
        }

        var total = state is "DISCONNECTED" or "STOPPED" ? 0 : server.Definition.DiskBytes;
        var done = state switch
        {
            "INITIATING" => 0,
            "INITIAL_SYNC" => total / 3,
            _ => total,
        };
        json.WriteStartArray("replicatedDisks");
        json.WriteStartObject();
        json.WriteNumber("backloggedStorageBytes", state is "BACKLOG" or "STALLED" ? total / 50 : 0);
        json.WriteString("deviceName", server.Profile.DeviceName);
        json.WriteNumber("replicatedStorageBytes", done);
        json.WriteNumber("rescannedStorageBytes", state == "RESCAN" ? total / 2 : done);
        json.WriteNumber("totalStorageBytes", total);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>A disconnected or stopped server has no lag at all; a healthy one has none to speak of.</summary>
    public static TimeSpan? Lag(string state) => state switch
    {
        "DISCONNECTED" or "STOPPED" or "INITIATING" => null,
        "STALLED" => TimeSpan.FromMinutes(192),
        "BACKLOG" or "RESCAN" => TimeSpan.FromMinutes(14),
        _ => TimeSpan.Zero,
    };

    private static void WriteLifeCycle(WireJson wire, SourceServer server, DateTimeOffset added, DateTimeOffset now)
    {
        var json = wire.Json;
        var firstByte = added + TimeSpan.FromMinutes(1);
        wire.Time("addedToServiceDateTime", added);
        if (server.Definition.Replication != "INITIATING")
        {
            json.WriteString("elapsedReplicationDuration", WireTime.Format(now - firstByte));
            wire.Time("firstByteDateTime", firstByte);
        }

        json.WriteStartObject("lastLaunch");
        json.WriteStartObject("initiated");
        if (server.LastLaunch is { } launch)
        {
            wire.Time("apiCallDateTime", launch.ApiCallTime);
            json.WriteString("jobID", launch.JobID);
            json.WriteString("type", launch.IsDrill ? "DRILL" : "RECOVERY");
            json.WriteEndObject();
            json.WriteString("status", launch.Status);
        }
        else
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
        wire.Time("lastSeenByServiceDateTime", now - server.Profile.LastSeenAgo);
    }
}
