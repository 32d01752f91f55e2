using Amazon.Runtime;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

public sealed class DescribeLaunchTemplateVersionsRequest : AmazonEC2Request
{
    public string? LaunchTemplateId { get; set; }

    public string? LaunchTemplateName { get; set; }

    /// <summary>Numbers, $Latest, $Default.</summary>
    [WireName("LaunchTemplateVersion")]
    public List<string>? Versions { get; set; }

    public string? MinVersion { get; set; }

    public string? MaxVersion { get; set; }

    [WireName("Filter")]
    public List<Filter>? Filters { get; set; }

    /// <summary>True: nothing is done; the error DryRunOperation says that it would have been.</summary>
    public bool? DryRun { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class DescribeLaunchTemplateVersionsResponse : AmazonWebServiceResponse
{
    [WireName(Answer = "launchTemplateVersionSet")]
    public List<LaunchTemplateVersion>? LaunchTemplateVersions { get; set; }

    public string? NextToken { get; set; }
}

public sealed class LaunchTemplateVersion
{
    public string? LaunchTemplateId { get; set; }

    public string? LaunchTemplateName { get; set; }

    public long? VersionNumber { get; set; }

    public string? VersionDescription { get; set; }

    public DateTime? CreateTime { get; set; }

    public string? CreatedBy { get; set; }

    public bool? DefaultVersion { get; set; }

    public ResponseLaunchTemplateData? LaunchTemplateData { get; set; }
}
