using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;
using DrsDurable.Aws.Drs.Wire;
using DrsDurable.Aws.Http;
using Endpoint = Amazon.Runtime.Endpoints.Endpoint;

namespace DrsDurable.Aws.Drs;

public class AmazonDrsConfig : ClientConfig
{
    internal const string ApiVersion = "2020-02-26";
    internal const string Service = "drs";

    private static readonly string Agent = InternalSDKUtils.BuildUserAgentString(
        Service, typeof(AmazonDrsConfig).Assembly.GetName().Version?.ToString(3) ?? "0");

    public AmazonDrsConfig()
        : base(new DefaultConfigurationProvider())
    {
        ServiceId = Service;
        AuthenticationServiceName = Service;
        EndpointProvider = new DrsEndpointProvider();
        RetryMode = RequestRetryMode.Standard;
        MaxStaleConnectionRetries = 0;
        HttpClientFactory = AwsHttpClientFactory.Shared;
    }

    public override string RegionEndpointServiceName => Service;

    public override string ServiceVersion => ApiVersion;

    public override string UserAgent => Agent;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(DrsEndpointProvider.Parameters(this));

    /// <exception cref="AmazonClientException">ServiceURL is set without AuthenticationRegion: requests would be signed for us-east-1.</exception>
    public override void Validate()
    {
        base.Validate();
        if (!string.IsNullOrEmpty(ServiceURL) && string.IsNullOrEmpty(AuthenticationRegion))
        {
            throw new AmazonClientException("ServiceURL is set: set AuthenticationRegion too, or requests would be signed for us-east-1.");
        }
    }

    private sealed class DefaultConfigurationProvider : IDefaultConfigurationProvider
    {
        public IDefaultConfiguration GetDefaultConfiguration(Amazon.RegionEndpoint clientRegion, DefaultConfigurationMode? requestedConfigurationMode = null) =>
            new DefaultConfiguration
            {
                Name = DefaultConfigurationMode.Standard,
                RetryMode = RequestRetryMode.Standard,
                ConnectTimeout = TimeSpan.FromSeconds(5),
            };
    }
}
