using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Randomness;

namespace DrsDurable.Simulator.SourceServers;

/// <summary>The unchanging facts of a source server that the fleet file leaves open.</summary>
/// <param name="ProtectedFor">How long before the simulation began the server was added to DRS.</param>
internal sealed record SourceServerProfile(
    string AwsInstanceID,
    string Fqdn,
    string MacAddress,
    string IpAddress,
    string DeviceName,
    string OsName,
    string InstanceType,
    int Cores,
    long RamBytes,
    TimeSpan ProtectedFor,
    TimeSpan LastSeenAgo)
{
    public static SourceServerProfile For(SourceServerDefinition definition, SeededDraw draw, string cell, string id)
    {
        var windows = definition.Os == ServerOs.Windows;
        var octets = draw.Hex(cell, id, "address", 12);
        return new SourceServerProfile(
            ResourceIds.Instance(draw, cell, id, "awsInstanceID"),
            $"{definition.Hostname}.example.internal",
            string.Join(':', Enumerable.Range(0, 6).Select(index => index == 0 ? "02" : octets.Substring(index * 2, 2))),
            $"10.0.{Convert.ToInt32(octets[..2], 16)}.{Math.Clamp(Convert.ToInt32(octets[2..4], 16), 4, 254)}",
            windows ? "c:0" : "/dev/nvme0n1",
            windows ? "Microsoft Windows Server 2022 Datacenter 10.0.20348" : "Linux version 6.1.0 (Debian 12)",
            windows ? "m5.large" : "c5.large",
            2,
            windows ? 8L << 30 : 4L << 30,
            TimeSpan.FromSeconds(draw.Uniform(cell, id, "protectedFor", 2 * 86_400, 90 * 86_400)),
            TimeSpan.FromSeconds(draw.Uniform(cell, id, "lastSeenAgo", 1, 60)));
    }
}
