using System.Text.Json.Nodes;
using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Randomness;
using DrsDurable.Simulator.SourceServers;

namespace DrsDurable.Simulator.LaunchTemplates;

/// <summary>The launch template that DRS makes for each source server, and the part of it that DRS writes again with every change of the launch configuration.</summary>
internal static class DrsTemplate
{
    public const string ManagedTag = "AWSElasticDisasterRecoveryManaged";
    public const string ManagedValue = "drs.amazonaws.com";
    public const string SourceServerTag = "AWSElasticDisasterRecoverySourceServerID";

    public static LaunchTemplate Create(Cell cell, SourceServer server, SeededDraw draw)
    {
        var id = "lt-0" + draw.Hex(cell.Name, server.SourceServerID, "launchTemplateId", 16);
        var by = $"arn:{cell.Partition}:sts::{cell.Account.Id}:assumed-role/AWSServiceRoleForElasticDisasterRecovery/drs-session";
        var blank = new JsonObject
        {
            ["ebsOptimized"] = false,
            ["iamInstanceProfile"] = new JsonObject { ["name"] = "AWSElasticDisasterRecoveryRecoveryInstanceRole" },
            ["networkInterfaceSet"] = new JsonArray(new JsonObject { ["deviceIndex"] = 0, ["deleteOnTermination"] = true }),
            ["instanceType"] = server.Profile.InstanceType,
            ["tagSpecificationSet"] = new JsonArray(Specification("instance", server, []), Specification("volume", server, [])),
        };
        return new LaunchTemplate(id, $"created-and-used-by-drs-{server.SourceServerID}", server.Position, server.Profile.ProtectedFor, by, Managed(server), Rewrite(blank, server));
    }

    /// <summary>Instance type, private address and tags follow the launch configuration; everything else stays as it is.</summary>
    public static JsonObject Rewrite(JsonObject before, SourceServer server)
    {
        var data = (JsonObject)before.DeepClone();
        var settings = server.LaunchConfiguration;
        if (settings.RightSizing != "NONE")
        {
            data["instanceType"] = server.Profile.InstanceType;
        }

        if (data["networkInterfaceSet"] is JsonArray { Count: > 0 } interfaces && interfaces[0] is JsonObject primary)
        {
            if (settings.CopyPrivateIp)
            {
                primary["privateIpAddress"] = server.Profile.IpAddress;
            }
            else if ((string?)primary["privateIpAddress"] == server.Profile.IpAddress)
            {
                primary.Remove("privateIpAddress");
            }
        }

        if (data["tagSpecificationSet"] is JsonArray specifications)
        {
            for (var index = 0; index < specifications.Count; index++)
            {
                if ((string?)specifications[index]?["resourceType"] is ("instance" or "volume") and var type)
                {
                    specifications[index] = Specification(type, server, settings.CopyTags ? server.Tags : []);
                }
            }
        }

        return data;
    }

    public static Dictionary<string, string> Managed(SourceServer server) => new(StringComparer.Ordinal)
    {
        [ManagedTag] = ManagedValue,
        [SourceServerTag] = server.SourceServerID,
    };

    private static JsonObject Specification(string resourceType, SourceServer server, IEnumerable<KeyValuePair<string, string>> copied)
    {
        var tags = Managed(server);
        tags["Name"] = server.Definition.Hostname;
        foreach (var (key, value) in copied)
        {
            tags[key] = value;
        }

        return new JsonObject
        {
            ["resourceType"] = resourceType,
            ["tagSet"] = new JsonArray([.. tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => (JsonNode)new JsonObject { ["key"] = tag.Key, ["value"] = tag.Value })]),
        };
    }
}
