using System.Text.Json.Nodes;
using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Ec2.Network;
using DrsDurable.Simulator.LaunchTemplates;
using DrsDurable.Simulator.Randomness;
using DrsDurable.Simulator.SourceServers;

namespace DrsDurable.Simulator.Ec2.Instances;

/// <summary>Turns a launch configuration and a launch template into what is launched.</summary>
internal static class LaunchSettingsReader
{
    public static MachineSettings Read(Cell cell, SourceServer server, SeededDraw draw, string jobID)
    {
        var (settings, data, profile) = (server.LaunchConfiguration, server.LaunchTemplate.Default.Data, server.Profile);
        var primary = Primary(data);
        var subnet = Target(cell, data);
        var vpc = subnet?.Definition.VpcId;
        var groups = Texts(primary?["groupSet"]) is { Count: > 0 } onInterface ? onInterface : Texts(data["securityGroupIdSet"]);
        if (groups.Count == 0 && vpc is not null && cell.Network.DefaultGroup(vpc) is { } group)
        {
            groups = [group.Definition.Id];
        }

        var address = settings.CopyPrivateIp ? profile.IpAddress
            : (string?)primary?["privateIpAddress"] ?? subnet?.Address(draw.Uniform(cell.Name, $"{jobID}/{server.SourceServerID}", "privateIpAddress", 0, 1));
        var isPublic = (bool?)primary?["associatePublicIpAddress"] ?? subnet?.Definition.MapsPublicIp ?? false;
        return new MachineSettings(
            settings.RightSizing != "NONE" ? profile.InstanceType : (string?)data["instanceType"] ?? profile.InstanceType,
            subnet?.Definition.Id,
            vpc,
            subnet?.Definition.Zone,
            groups,
            address,
            isPublic ? $"203.0.113.{(int)draw.Uniform(cell.Name, $"{jobID}/{server.SourceServerID}", "publicIpAddress", 1, 255)}" : null,
            ProfileArn(cell, data["iamInstanceProfile"]),
            settings.LaunchDisposition == "STOPPED",
            Tags(server, data));
    }

    /// <summary>The subnet that the template names, or the default one; null when it does not exist.</summary>
    public static Subnet? Target(Cell cell, JsonObject data) =>
        (string?)Primary(data)?["subnetId"] is { } named ? cell.Network.Find(named) : cell.Network.DefaultSubnet;

    /// <summary>Why EC2 would refuse to run an instance from this template; null when it would not.</summary>
    public static string? Problem(Cell cell, SourceServer server)
    {
        var data = server.LaunchTemplate.Default.Data;
        var subnetId = (string?)Primary(data)?["subnetId"];
        var subnet = Target(cell, data);
        if (subnet is null)
        {
            return subnetId is null
                ? "An error occurred (MissingInput) when calling the RunInstances operation: No subnets found for the default VPC. Please specify a subnet."
                : $"An error occurred (InvalidSubnetID.NotFound) when calling the RunInstances operation: The subnet ID '{subnetId}' does not exist";
        }

        var groups = Texts(Primary(data)?["groupSet"]).Concat(Texts(data["securityGroupIdSet"]));
        foreach (var id in groups)
        {
            var group = cell.Network.SecurityGroups.FirstOrDefault(known => known.Definition.Id == id);
            if (group is null)
            {
                return $"An error occurred (InvalidGroup.NotFound) when calling the RunInstances operation: The security group '{id}' does not exist";
            }

            if (group.Definition.VpcId != subnet.Definition.VpcId)
            {
                return $"An error occurred (InvalidParameter) when calling the RunInstances operation: Security group {id} and subnet {subnet.Definition.Id} belong to different networks.";
            }
        }

        return null;
    }

    private static JsonNode? Primary(JsonObject data) => (data["networkInterfaceSet"] as JsonArray)?.FirstOrDefault();

    private static IReadOnlyList<string> Texts(JsonNode? list) => [.. (list as JsonArray)?.Select(item => (string?)item).OfType<string>() ?? []];

    private static string? ProfileArn(Cell cell, JsonNode? profile) =>
        (string?)profile?["arn"] ?? ((string?)profile?["name"] is { } name ? $"arn:{cell.Partition}:iam::{cell.Account.Id}:instance-profile/{name}" : null);

    private static Dictionary<string, string> Tags(SourceServer server, JsonObject data)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["Name"] = server.Definition.Hostname };
        if (server.LaunchConfiguration.CopyTags)
        {
            foreach (var (key, value) in server.Tags)
            {
                tags[key] = value;
            }
        }

        var specified = (data["tagSpecificationSet"] as JsonArray)?.Where(item => (string?)item?["resourceType"] == "instance").SelectMany(item => item!["tagSet"] as JsonArray ?? []) ?? [];
        foreach (var tag in specified)
        {
            tags[(string)tag!["key"]!] = (string?)tag["value"] ?? "";
        }

        foreach (var (key, value) in DrsTemplate.Managed(server))
        {
            tags[key] = value;
        }

        return tags;
    }
}
