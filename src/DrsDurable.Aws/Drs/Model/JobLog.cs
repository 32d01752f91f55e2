namespace DrsDurable.Aws.Drs.Model;

public sealed class JobLog
{
    public string? LogDateTime { get; set; }

    /// <summary>Open: the service sends values its model does not list, LAUNCH_END among them.</summary>
    public JobLogEvent? Event { get; set; }

    /// <summary>Without members on JOB_START and JOB_END.</summary>
    public JobLogEventData? EventData { get; set; }
}

public sealed class JobLogEventData
{
    public string? SourceServerID { get; set; }

    /// <summary>EC2 instance id, on CONVERSION_END.</summary>
    public string? ConversionServerID { get; set; }

    /// <summary>EC2 instance id, on LAUNCH_END: the earliest place where it can be read.</summary>
    public string? TargetInstanceID { get; set; }

    /// <summary>The reason of a failure, as EC2 or KMS worded it.</summary>
    public string? RawError { get; set; }

    public ConversionProperties? ConversionProperties { get; set; }

    public EventResourceData? EventResourceData { get; set; }

    public long? AttemptCount { get; set; }

    public long? MaxAttemptsCount { get; set; }
}

public sealed class EventResourceData
{
    public SourceNetworkData? SourceNetworkData { get; set; }
}

public sealed class SourceNetworkData
{
    public string? SourceNetworkID { get; set; }

    public string? SourceVpc { get; set; }

    public string? TargetVpc { get; set; }

    public string? StackName { get; set; }
}

public sealed class ConversionProperties
{
    public Dictionary<string, Dictionary<string, string>>? VolumeToConversionMap { get; set; }

    public string? RootVolumeName { get; set; }

    public bool? ForceUefi { get; set; }

    public string? DataTimestamp { get; set; }

    public Dictionary<string, long>? VolumeToVolumeSize { get; set; }

    public Dictionary<string, List<ProductCode>>? VolumeToProductCodes { get; set; }
}

public sealed class ProductCode
{
    public string? ProductCodeId { get; set; }

    public ProductCodeMode? ProductCodeMode { get; set; }
}
