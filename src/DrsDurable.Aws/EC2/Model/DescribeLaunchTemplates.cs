using Amazon.Runtime;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

public sealed class DescribeLaunchTemplatesRequest : AmazonEC2Request
{
    [WireName("LaunchTemplateId")]
    public List<string>? LaunchTemplateIds { get; set; }

    [WireName("LaunchTemplateName")]
    public List<string>? LaunchTemplateNames { get; set; }

    [WireName("Filter")]
    public List<Filter>? Filters { get; set; }

    /// <summary>True: nothing is done; the error DryRunOperation says that it would have been.</summary>
    public bool? DryRun { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class DescribeLaunchTemplatesResponse : AmazonWebServiceResponse
{
    public List<LaunchTemplate>? LaunchTemplates { get; set; }

    public string? NextToken { get; set; }
}

public sealed class LaunchTemplate
{
    public string? LaunchTemplateId { get; set; }

    public string? LaunchTemplateName { get; set; }

    public DateTime? CreateTime { get; set; }

    public string? CreatedBy { get; set; }

    public long? DefaultVersionNumber { get; set; }

    public long? LatestVersionNumber { get; set; }

    [WireName(Answer = "tagSet")]
    public List<Tag>? Tags { get; set; }
}
