using Amazon.Runtime;

namespace DrsDurable.Aws.ServiceQuotas.Model;

/// <summary>The quotas in force, changed ones included.</summary>
public sealed class ListServiceQuotasRequest : AmazonServiceQuotasRequest
{
    public string? ServiceCode { get; set; }

    /// <summary>1 to 100.</summary>
    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class ListServiceQuotasResponse : AmazonWebServiceResponse
{
    public List<ServiceQuota>? Quotas { get; set; }

    public string? NextToken { get; set; }
}
