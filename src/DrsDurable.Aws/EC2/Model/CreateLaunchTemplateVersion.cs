using Amazon.Runtime;

namespace DrsDurable.Aws.EC2.Model;

/// <summary>Adds a version; the default version stays what it was.</summary>
public sealed class CreateLaunchTemplateVersionRequest : AmazonEC2Request
{
    /// <summary>Set by the client when it is null, so that a repeated attempt makes no second version.</summary>
    public string? ClientToken { get; set; }

    public string? LaunchTemplateId { get; set; }

    public string? LaunchTemplateName { get; set; }

    /// <summary>The version to take over from: a number, $Latest or $Default. Null takes over nothing.</summary>
    public string? SourceVersion { get; set; }

    /// <summary>At most 255 characters.</summary>
    public string? VersionDescription { get; set; }

    public RequestLaunchTemplateData? LaunchTemplateData { get; set; }

    /// <summary>True: nothing is done; the error DryRunOperation says that it would have been.</summary>
    public bool? DryRun { get; set; }
}

public sealed class CreateLaunchTemplateVersionResponse : AmazonWebServiceResponse
{
    public LaunchTemplateVersion? LaunchTemplateVersion { get; set; }
}
