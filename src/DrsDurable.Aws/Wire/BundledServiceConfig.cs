using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;
using DrsDurable.Aws.Http;
using Endpoint = Amazon.Runtime.Endpoints.Endpoint;

namespace DrsDurable.Aws.Wire;

/// <summary>Configuration of a client of this library that stands in for one of an AWSSDK package.</summary>
public abstract class BundledServiceConfig : ClientConfig
{
    private readonly string signingName;
    private readonly string apiVersion;

    private protected BundledServiceConfig(string serviceId, string signingName, string apiVersion, IEndpointProvider endpoints)
        : base(new Defaults())
    {
        ServiceId = serviceId;
        this.signingName = signingName;
        this.apiVersion = apiVersion;
        AuthenticationServiceName = signingName;
        EndpointProvider = endpoints;
        RetryMode = RequestRetryMode.Standard;
        MaxStaleConnectionRetries = 0;
        HttpClientFactory = AwsHttpClientFactory.Shared;
    }

    public override string RegionEndpointServiceName => signingName;

    public override string ServiceVersion => apiVersion;

    public override string UserAgent => InternalSDKUtils.BuildUserAgentString(ServiceId, typeof(BundledServiceConfig).Assembly.GetName().Version?.ToString(3) ?? "0");

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(BundledEndpointProvider.Parameters(this));

    /// <exception cref="AmazonClientException">ServiceURL is set without AuthenticationRegion: requests would be signed for us-east-1.</exception>
    public override void Validate()
    {
        base.Validate();
        if (!string.IsNullOrEmpty(ServiceURL) && string.IsNullOrEmpty(AuthenticationRegion))
        {
            throw new AmazonClientException("ServiceURL is set: set AuthenticationRegion too, or requests would be signed for us-east-1.");
        }
    }

    private sealed class Defaults : IDefaultConfigurationProvider
    {
        public IDefaultConfiguration GetDefaultConfiguration(RegionEndpoint clientRegion, DefaultConfigurationMode? requestedConfigurationMode = null) =>
            new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard, ConnectTimeout = TimeSpan.FromSeconds(5) };
    }
}

/// <summary>HOST.REGION.SUFFIX and its FIPS and dual-stack forms, one address for a whole partition, or the configured address.</summary>
/// <param name="host">Such as ec2.</param>
/// <param name="isGlobal">One endpoint for a partition, without a Region in its name.</param>
internal sealed class BundledEndpointProvider(string host, bool isGlobal = false) : IEndpointProvider
{
    public static EndpointParameters Parameters(IClientConfig config) => new()
    {
        ["Endpoint"] = config.ServiceURL,
        ["Region"] = config.RegionEndpoint?.SystemName,
        ["UseDualStack"] = config.UseDualstackEndpoint,
        ["UseFIPS"] = config.UseFIPSEndpoint,
    };

    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters["Endpoint"] is string { Length: > 0 } address)
        {
            return new Endpoint(address);
        }

        if (parameters["Region"] is not string { Length: > 0 } region)
        {
            throw new AmazonClientException("No Region: set RegionEndpoint, or ServiceURL together with AuthenticationRegion.");
        }

        var partition = RegionEndpoint.GetBySystemName(region);
        var name = parameters["UseFIPS"] is true ? $"{host}-fips" : host;
        if (isGlobal)
        {
            return new Endpoint(partition.PartitionName == "aws" ? $"https://{name}.{partition.PartitionDnsSuffix}" : $"https://{name}.{(partition.PartitionName == "aws-us-gov" ? "us-gov" : region)}.{partition.PartitionDnsSuffix}");
        }

        var suffix = parameters["UseDualStack"] is not true ? partition.PartitionDnsSuffix
            : partition.PartitionName is "aws" or "aws-us-gov" ? "api.aws"
            : throw new AmazonClientException($"No dual-stack endpoint of {host} is known in partition {partition.PartitionName}: turn UseDualstackEndpoint off.");
        return new Endpoint($"https://{name}.{region}.{suffix}");
    }
}
