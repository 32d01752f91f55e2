using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using DrsDurable.Aws.Drs;
using DrsDurable.Aws.Drs.Model;

namespace DrsDurable.Aws.Tests.Clients;

public class EndpointTests
{
    [Theory]
    [InlineData("eu-central-1", false, false, "https://drs.eu-central-1.amazonaws.com")]
    [InlineData("us-gov-west-1", false, false, "https://drs.us-gov-west-1.amazonaws.com")]
    [InlineData("cn-north-1", false, false, "https://drs.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-east-1", true, false, "https://drs-fips.us-east-1.amazonaws.com")]
    [InlineData("us-east-1", false, true, "https://drs.us-east-1.api.aws")]
    [InlineData("us-east-1", true, true, "https://drs-fips.us-east-1.api.aws")]
    [InlineData("cn-north-1", false, true, "https://drs.cn-north-1.api.amazonwebservices.com.cn")]
    [InlineData("mx-central-1", false, false, "https://drs.mx-central-1.amazonaws.com")]
    [InlineData("eusc-de-east-1", false, false, "https://drs.eusc-de-east-1.amazonaws.eu")]
    [InlineData("eusc-de-east-1", false, true, "https://drs.eusc-de-east-1.api.amazonwebservices.eu")]
    public void Region_DecidesTheAddress(string region, bool fips, bool dualStack, string address)
    {
        var config = new AmazonDrsConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region), UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack };

        config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new DescribeJobsRequest())).URL.Should().Be(address);
    }

    [Fact]
    public void ServiceUrl_WithoutAuthenticationRegion_IsRefused()
    {
        var create = () => new AmazonDrsClient(new BasicAWSCredentials("a", "b"), new AmazonDrsConfig { ServiceURL = "http://127.0.0.1:5081" });

        create.Should().Throw<AmazonClientException>().WithMessage("*AuthenticationRegion*");
    }

    [Theory]
    [InlineData("eu-central-1", "drs.eu-central-1.amazonaws.com")]
    [InlineData("cn-north-1", "drs.cn-north-1.amazonaws.com.cn")]
    public async Task RequestToAwsItself_GoesToTheRegion_AndIsSignedForIt(string region, string host)
    {
        using var wire = new CapturedWire();
        using var drs = new AmazonDrsClient(
            new BasicAWSCredentials("AKID", "secret"), new AmazonDrsConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region), HttpClientFactory = wire });

        await drs.DescribeJobsAsync(new DescribeJobsRequest());

        wire.Target!.AbsoluteUri.Should().Be($"https://{host}/DescribeJobs");
        wire.Authorization.Should().StartWith("AWS4-HMAC-SHA256 Credential=AKID/").And.Contain($"/{region}/drs/aws4_request");
    }

    private sealed class CapturedWire : HttpClientFactory, IDisposable
    {
        private readonly HttpClient client;

        public CapturedWire() => client = new HttpClient(new Handler(this));

        public Uri? Target { get; private set; }

        public string? Authorization { get; private set; }

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public void Dispose() => client.Dispose();

        private sealed class Handler(CapturedWire wire) : HttpMessageHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                wire.Target = request.RequestUri;
                wire.Authorization = request.Headers.GetValues("Authorization").Single();
                return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StringContent("{}") });
            }
        }
    }
}
