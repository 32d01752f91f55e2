using System.Text.Json.Serialization;
using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

public sealed class TagResourceRequest : AmazonDrsRequest
{
    [JsonIgnore]
    public string? ResourceArn { get; set; }

    /// <summary>At most 50 on a resource; keys and values of at most 256 characters.</summary>
    public Dictionary<string, string>? Tags { get; set; }
}

public sealed class TagResourceResponse : AmazonWebServiceResponse;

public sealed class UntagResourceRequest : AmazonDrsRequest
{
    [JsonIgnore]
    public string? ResourceArn { get; set; }

    [JsonIgnore]
    public List<string>? TagKeys { get; set; }
}

public sealed class UntagResourceResponse : AmazonWebServiceResponse;

public sealed class ListTagsForResourceRequest : AmazonDrsRequest
{
    [JsonIgnore]
    public string? ResourceArn { get; set; }
}

public sealed class ListTagsForResourceResponse : AmazonWebServiceResponse
{
    public Dictionary<string, string>? Tags { get; set; }
}
