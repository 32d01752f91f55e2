using Amazon.Runtime;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

public sealed class CreateTagsRequest : AmazonEC2Request
{
    [WireName("ResourceId")]
    public List<string>? Resources { get; set; }

    [WireName("Tag")]
    public List<Tag>? Tags { get; set; }

    /// <summary>True: nothing is done; the error DryRunOperation says that it would have been.</summary>
    public bool? DryRun { get; set; }
}

public sealed class CreateTagsResponse : AmazonWebServiceResponse;
