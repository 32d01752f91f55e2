using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Endpoint = Amazon.Runtime.Endpoints.Endpoint;

namespace DrsDurable.Aws.Drs.Wire;

/// <summary>drs.REGION.SUFFIX, its FIPS and dual-stack forms, or the configured address.</summary>
internal sealed class DrsEndpointProvider : IEndpointProvider
{
    private const string Address = "Endpoint";
    private const string Region = "Region";
    private const string DualStack = "UseDualStack";
    private const string Fips = "UseFIPS";

    public static EndpointParameters Parameters(IClientConfig config) => new()
    {
        [Address] = config.ServiceURL,
        [Region] = config.RegionEndpoint?.SystemName,
        [DualStack] = config.UseDualstackEndpoint,
        [Fips] = config.UseFIPSEndpoint,
    };

    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters[Address] is string { Length: > 0 } address)
        {
            return new Endpoint(address);
        }

        if (parameters[Region] is not string { Length: > 0 } region)
        {
            throw new AmazonClientException("No Region: set RegionEndpoint, or ServiceURL together with AuthenticationRegion.");
        }

        var host = parameters[Fips] is true ? "drs-fips" : "drs";
        var partition = RegionEndpoint.GetBySystemName(region);
        var suffix = parameters[DualStack] is true ? DualStackSuffix(partition) : partition.PartitionDnsSuffix;
        return new Endpoint($"https://{host}.{region}.{suffix}");
    }

    private static string DualStackSuffix(RegionEndpoint region) => region.PartitionName switch
    {
        "aws-cn" => "api.amazonwebservices.com.cn",
        "aws-eusc" => "api.amazonwebservices.eu",
        "aws" or "aws-us-gov" => "api.aws",
        var partition => throw new AmazonClientException($"No dual-stack endpoint of DRS is known in partition {partition}: turn UseDualstackEndpoint off."),
    };
}
