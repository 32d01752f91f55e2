using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.ServiceQuotas;

public class AmazonServiceQuotasConfig : BundledServiceConfig
{
    internal const string ApiVersion = "2019-06-24";

    public AmazonServiceQuotasConfig()
        : base("Service Quotas", "servicequotas", ApiVersion, new BundledEndpointProvider("servicequotas"))
    {
    }
}
