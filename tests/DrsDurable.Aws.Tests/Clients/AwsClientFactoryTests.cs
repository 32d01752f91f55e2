using Amazon;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.Tests.Clients.Stub;

namespace DrsDurable.Aws.Tests.Clients;

public class AwsClientFactoryTests
{
    [Fact]
    public async Task OneTarget_HasOneClient()
    {
        await using var clients = await StubClients.StartAsync();
        var target = new AwsTarget(StubClients.Account, "us-east-1");

        clients.Factory.Drs(target).Should().BeSameAs(clients.Factory.Drs(target with { }));
        clients.Factory.Drs(target with { Region = "us-west-2" }).Should().NotBeSameAs(clients.Factory.Drs(target));
    }

    [Fact]
    public async Task EachAccountOfTheSimulator_IsWorkedInWithItsOwnKey()
    {
        await using var stub = await AwsStub.StartAsync();
        stub.Secrets["AKIDTWO"] = "secret two";
        var keys = new Dictionary<string, AccessKey>(StringComparer.Ordinal)
        {
            ["111122223333"] = new(AwsStub.AccessKeyId, AwsStub.Secret),
            ["444455556666"] = new("AKIDTWO", "secret two"),
        };
        using var factory = new AwsClientFactory(AwsClientOptions.Simulator(stub.Url, keys), TimeProvider.System);

        await factory.Drs(new AwsTarget("111122223333", "us-east-1")).DescribeJobsAsync(new DescribeJobsRequest());
        await factory.Drs(new AwsTarget("444455556666", "us-east-1", "arn:aws:iam::444455556666:role/ignored-by-the-simulator")).DescribeJobsAsync(new DescribeJobsRequest());

        stub.Requests.Select(request => request.Signature).Should().Equal(
            new SignatureVerdict(true, AwsStub.AccessKeyId, "us-east-1", "drs"), new SignatureVerdict(true, "AKIDTWO", "us-east-1", "drs"));
    }

    [Fact]
    public async Task UnknownAccount_IsNamed_AndNoOtherCredentialsAreTried()
    {
        await using var clients = await StubClients.StartAsync();

        clients.Factory.Invoking(factory => factory.Drs(new AwsTarget("999999999999", "us-east-1"))).Should().Throw<UnknownAccountException>()
            .Which.AccountId.Should().Be("999999999999");
        clients.Stub.Requests.Should().BeEmpty();
    }

    [Fact]
    public void AwsItself_IsReachedAtTheRegionsOwnEndpoint_WithThreeRetries()
    {
        using var factory = new AwsClientFactory(AwsClientOptions.Aws, TimeProvider.System);

        var config = factory.Drs(new AwsTarget("111122223333", "eu-west-1")).Config;

        config.RegionEndpoint.Should().Be(RegionEndpoint.EUWest1);
        config.AuthenticationRegion.Should().Be("eu-west-1");
        config.MaxErrorRetry.Should().Be(3);
    }

    [Fact]
    public void Secrets_AreInNoText()
    {
        var key = new AccessKey("AKID", "very secret");
        var options = AwsClientOptions.Simulator(new Uri("http://127.0.0.1:1"), new Dictionary<string, AccessKey>(StringComparer.Ordinal) { ["1"] = key });

        $"{key} {options}".Should().NotContain("very secret");
    }
}
