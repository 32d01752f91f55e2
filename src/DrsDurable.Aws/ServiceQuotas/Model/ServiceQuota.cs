namespace DrsDurable.Aws.ServiceQuotas.Model;

public sealed class ServiceQuota
{
    /// <summary>For example drs.</summary>
    public string? ServiceCode { get; set; }

    public string? ServiceName { get; set; }

    public string? QuotaArn { get; set; }

    /// <summary>For example L-D88FAC3A.</summary>
    public string? QuotaCode { get; set; }

    public string? QuotaName { get; set; }

    public double? Value { get; set; }

    public string? Unit { get; set; }

    public bool? Adjustable { get; set; }

    public bool? GlobalQuota { get; set; }
}
