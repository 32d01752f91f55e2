using System.Text.Json.Nodes;
using System.Xml.Linq;
using DrsDurable.Simulator.Services;

namespace DrsDurable.Simulator.LaunchTemplates;

/// <summary>
/// The members of LaunchTemplateData: how a request names them, how an answer does, and what they hold. Data is kept with the answer's names.
/// </summary>
internal static class LaunchTemplateSchema
{
    private static readonly Member[] _data =
    [
        Text("KernelId"), Boolean("EbsOptimized"),
        Structure("IamInstanceProfile", Text("Arn"), Text("Name")),
        List("BlockDeviceMapping", "blockDeviceMappingSet", Text("DeviceName"), Text("VirtualName"), Text("NoDevice"), Structure(
            "Ebs", Boolean("Encrypted"), Boolean("DeleteOnTermination"), Integer("Iops"), Text("KmsKeyId"), Text("SnapshotId"), Integer("VolumeSize"), Text("VolumeType"), Integer("Throughput"))),
        List(
            "NetworkInterface", "networkInterfaceSet", Boolean("AssociateCarrierIpAddress"), Boolean("AssociatePublicIpAddress"), Boolean("DeleteOnTermination"), Text("Description"),
            Integer("DeviceIndex"), Texts("SecurityGroupId", "groupSet", "groupId"), Text("InterfaceType"), Text("NetworkInterfaceId"), Text("PrivateIpAddress"),
            List("PrivateIpAddresses", "privateIpAddressesSet", Boolean("Primary"), Text("PrivateIpAddress")),
            Integer("SecondaryPrivateIpAddressCount"), Text("SubnetId"), Integer("NetworkCardIndex"), Integer("Ipv6AddressCount")),
        Text("ImageId"), Text("InstanceType"), Text("KeyName"),
        Structure("Monitoring", Boolean("Enabled")),
        Structure("Placement", Text("AvailabilityZone"), Text("Affinity"), Text("GroupName"), Text("HostId"), Text("Tenancy"), Text("HostResourceGroupArn"), Integer("PartitionNumber")),
        Text("RamDiskId"), Boolean("DisableApiTermination"), Boolean("DisableApiStop"), Text("InstanceInitiatedShutdownBehavior"), Text("UserData"),
        List("TagSpecification", "tagSpecificationSet", Text("ResourceType"), List("Tag", "tagSet", Text("Key"), Text("Value"))),
        Texts("SecurityGroupId", "securityGroupIdSet", "item"), Texts("SecurityGroup", "securityGroupSet", "item"),
        Structure("CreditSpecification", Text("CpuCredits")),
        Structure("CpuOptions", Integer("CoreCount"), Integer("ThreadsPerCore")),
        List("LicenseSpecification", "licenseSet", Text("LicenseConfigurationArn")),
        Structure("HibernationOptions", Boolean("Configured")),
        Structure("MetadataOptions", Text("HttpTokens"), Integer("HttpPutResponseHopLimit"), Text("HttpEndpoint"), Text("HttpProtocolIpv6"), Text("InstanceMetadataTags")),
        Structure("EnclaveOptions", Boolean("Enabled")),
        Structure("PrivateDnsNameOptions", Text("HostnameType"), Boolean("EnableResourceNameDnsARecord"), Boolean("EnableResourceNameDnsAAAARecord")),
        Structure("MaintenanceOptions", Text("AutoRecovery")),
    ];

    private enum Kind
    {
        Text,
        Boolean,
        Integer,
        Structure,
        List,
        Texts,
    }

    /// <summary>Reads what a request sets; nothing else is in the result.</summary>
    public static JsonObject Read(QueryFields query) => Read(query, _data);

    public static IEnumerable<XElement> Write(JsonObject data) => Write(data, _data);

    /// <summary>What is set replaces what the source version has, member by member at the top.</summary>
    public static JsonObject Merge(JsonObject source, JsonObject set)
    {
        var merged = (JsonObject)source.DeepClone();
        foreach (var (name, value) in set)
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }

    private static JsonObject Read(QueryFields query, Member[] members)
    {
        var read = new JsonObject();
        foreach (var member in members)
        {
            if (ReadMember(query, member) is { } value)
            {
                read[member.Response] = value;
            }
        }

        return read;
    }

    private static JsonNode? ReadMember(QueryFields query, Member member)
    {
        switch (member.Kind)
        {
            case Kind.Text:
                return query.Text(member.Request);
            case Kind.Boolean:
                return query.Boolean(member.Request);
            case Kind.Integer:
                return query.Integer(member.Request, int.MinValue, int.MaxValue);
            case Kind.Texts:
                return query.List(member.Request) is { Count: > 0 } texts ? new JsonArray([.. texts.Select(text => (JsonNode)text)]) : null;
            case Kind.List:
                return query.Structures(member.Request) is { Count: > 0 } items ? new JsonArray([.. items.Select(item => (JsonNode)Read(item, member.Members))]) : null;
            default:
                var structure = query.Structure(member.Request);
                return structure.IsEmpty ? null : Read(structure, member.Members);
        }
    }

    private static IEnumerable<XElement> Write(JsonObject data, Member[] members) => members
        .Where(member => data[member.Response] is not null)
        .Select(member => WriteMember(data[member.Response]!, member));

    private static XElement WriteMember(JsonNode value, Member member) => member.Kind switch
    {
        Kind.Structure => new XElement(member.Response, Write((JsonObject)value, member.Members)),
        Kind.List => new XElement(member.Response, ((JsonArray)value).Select(item => new XElement("item", Write((JsonObject)item!, member.Members)))),
        Kind.Texts => new XElement(member.Response, ((JsonArray)value).Select(item => new XElement(member.Item, (string?)item))),
        Kind.Boolean => new XElement(member.Response, (bool)value ? "true" : "false"),
        _ => new XElement(member.Response, value.ToString()),
    };

    private static Member Text(string name) => new(name, Lower(name), Kind.Text, []);

    private static Member Boolean(string name) => new(name, Lower(name), Kind.Boolean, []);

    private static Member Integer(string name) => new(name, Lower(name), Kind.Integer, []);

    private static Member Structure(string name, params Member[] members) => new(name, Lower(name), Kind.Structure, members);

    private static Member List(string request, string response, params Member[] members) => new(request, response, Kind.List, members);

    private static Member Texts(string request, string response, string item) => new(request, response, Kind.Texts, []) { Item = item };

    private static string Lower(string name) => $"{char.ToLowerInvariant(name[0])}{name[1..]}";

    private sealed record Member(string Request, string Response, Kind Kind, Member[] Members)
    {
        public string Item { get; init; } = "item";
    }
}
