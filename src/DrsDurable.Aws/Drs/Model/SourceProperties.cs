namespace DrsDurable.Aws.Drs.Model;

public sealed class SourceProperties
{
    public string? LastUpdatedDateTime { get; set; }

    public string? RecommendedInstanceType { get; set; }

    public IdentificationHints? IdentificationHints { get; set; }

    public List<NetworkInterface>? NetworkInterfaces { get; set; }

    public List<Disk>? Disks { get; set; }

    public List<CPU>? Cpus { get; set; }

    public long? RamBytes { get; set; }

    public OS? Os { get; set; }

    public bool? SupportsNitroInstances { get; set; }
}

public sealed class IdentificationHints
{
    public string? Fqdn { get; set; }

    public string? Hostname { get; set; }

    public string? VmWareUuid { get; set; }

    public string? AwsInstanceID { get; set; }
}

public sealed class NetworkInterface
{
    public string? MacAddress { get; set; }

    public List<string>? Ips { get; set; }

    public bool? IsPrimary { get; set; }
}

public sealed class Disk
{
    public string? DeviceName { get; set; }

    public long? Bytes { get; set; }
}

public sealed class CPU
{
    public long? Cores { get; set; }

    public string? ModelName { get; set; }
}

public sealed class OS
{
    public string? FullString { get; set; }
}
