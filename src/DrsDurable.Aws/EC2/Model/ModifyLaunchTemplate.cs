using Amazon.Runtime;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

public sealed class ModifyLaunchTemplateRequest : AmazonEC2Request
{
    public string? ClientToken { get; set; }

    public string? LaunchTemplateId { get; set; }

    public string? LaunchTemplateName { get; set; }

    [WireName("SetDefaultVersion")]
    public string? DefaultVersion { get; set; }

    /// <summary>True: nothing is done; the error DryRunOperation says that it would have been.</summary>
    public bool? DryRun { get; set; }
}

public sealed class ModifyLaunchTemplateResponse : AmazonWebServiceResponse
{
    public LaunchTemplate? LaunchTemplate { get; set; }
}
