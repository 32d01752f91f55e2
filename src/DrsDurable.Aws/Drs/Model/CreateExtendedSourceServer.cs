using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

/// <summary>Makes a source server of a staging account one of this account.</summary>
public sealed class CreateExtendedSourceServerRequest : AmazonDrsRequest
{
    /// <summary>ARN of the source server in the staging account.</summary>
    public string? SourceServerArn { get; set; }

    public Dictionary<string, string>? Tags { get; set; }
}

public sealed class CreateExtendedSourceServerResponse : AmazonWebServiceResponse
{
    public SourceServer? SourceServer { get; set; }
}
