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
}
