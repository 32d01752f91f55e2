using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

/// <summary>Source servers of a staging account that have not been extended into this account yet.</summary>
public sealed class ListExtensibleSourceServersRequest : AmazonDrsRequest
{
    public string? StagingAccountID { get; set; }

    /// <summary>1 to 300.</summary>
    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class ListExtensibleSourceServersResponse : AmazonWebServiceResponse
{
    public List<StagingSourceServer>? Items { get; set; }

    public string? NextToken { get; set; }
}

public sealed class StagingSourceServer
{
    public string? Hostname { get; set; }

    public string? Arn { get; set; }

    public Dictionary<string, string>? Tags { get; set; }
}
