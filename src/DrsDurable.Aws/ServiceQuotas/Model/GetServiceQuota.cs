using Amazon.Runtime;

namespace DrsDurable.Aws.ServiceQuotas.Model;

public sealed class GetServiceQuotaRequest : AmazonServiceQuotasRequest
{
    public string? ServiceCode { get; set; }

    public string? QuotaCode { get; set; }
}

public sealed class GetServiceQuotaResponse : AmazonWebServiceResponse
{
    public ServiceQuota? Quota { get; set; }
}
