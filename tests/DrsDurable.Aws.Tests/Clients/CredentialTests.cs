using System.Reflection;
using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using DrsDurable.Aws.Drs;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.Tests.Clients.Stub;

namespace DrsDurable.Aws.Tests.Clients;

public sealed class CredentialTests : IDisposable
{
    private static readonly AwsTarget Target = new("444455556666", "eu-west-1", "arn:aws:iam::444455556666:role/dr");

    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public async Task Profile_IsUsed_SessionTokenIncluded()
    {
        await File.WriteAllTextAsync(file, "[dr]\naws_access_key_id=AKIDPROFILE\naws_secret_access_key=from a file\naws_session_token=token/of+session\n");
        await using var stub = await AwsStub.StartAsync();
        stub.Secrets["AKIDPROFILE"] = "from a file";
        using var drs = new AmazonDrsClient(new AmazonDrsConfig { ServiceURL = stub.Url.AbsoluteUri, AuthenticationRegion = "us-east-1", Profile = new Profile("dr", file) });

        await drs.DescribeJobsAsync(new DescribeJobsRequest());

        var request = stub.Requests.Should().ContainSingle().Subject;
        request.Signature.Should().Be(new SignatureVerdict(true, "AKIDPROFILE", "us-east-1", "drs"));
        request.Headers["x-amz-security-token"].Should().Be("token/of+session");
    }

    [Theory]
    [InlineData("AWSSDK.SSO")]
    [InlineData("AWSSDK.SSOOIDC")]
    [InlineData("AWSSDK.SecurityToken")]
    public void AssembliesThatTheCredentialChainLoadsByName_AreThere(string name)
    {
        Assembly.Load(name).GetName().Name.Should().Be(name);
    }

    [Fact]
    public async Task AssumedRole_SignsWithWhatStsIssued_AndAsksAgainOnlyWhenThatExpires()
    {
        await using var sts = await AwsStub.StartAsync(
            AssumeRoleAnswer("AKIDROLE1", DateTimeOffset.UnixEpoch.AddYears(200)), AssumeRoleAnswer("AKIDROLE2", DateTimeOffset.UnixEpoch.AddYears(200)));
        await using var stub = await AwsStub.StartAsync();
        stub.Secrets["AKIDROLE1"] = "role secret";
        using var role = new AssumedRoleCredentials(StsAt(sts), Target, TimeProvider.System);
        using var drs = new AmazonDrsClient(role, new AmazonDrsConfig { ServiceURL = stub.Url.AbsoluteUri, AuthenticationRegion = "eu-west-1" });

        await drs.DescribeJobsAsync(new DescribeJobsRequest());
        await drs.DescribeJobsAsync(new DescribeJobsRequest());

        stub.Requests.Should().HaveCount(2).And.OnlyContain(request => request.Signature == new SignatureVerdict(true, "AKIDROLE1", "eu-west-1", "drs"));
        stub.Requests.Should().OnlyContain(request => request.Headers["x-amz-security-token"] == "issued token");
        var asked = sts.Requests.Should().ContainSingle().Subject;
        asked.Signature.Should().Be(new SignatureVerdict(true, AwsStub.AccessKeyId, "eu-west-1", "sts"));
        asked.Text.Should().Contain("Action=AssumeRole").And.Contain("RoleArn=arn%3Aaws%3Aiam%3A%3A444455556666%3Arole%2Fdr").And.Contain("RoleSessionName=DrsDurable");
    }

    [Fact]
    public async Task AssumedRole_AboutToExpire_IsAssumedAgain_WhileTheOldCredentialsStillServe()
    {
        await using var sts = await AwsStub.StartAsync(
            AssumeRoleAnswer("AKIDROLE1", TimeProvider.System.GetUtcNow().AddMinutes(4)), AssumeRoleAnswer("AKIDROLE2", DateTimeOffset.UnixEpoch.AddYears(200)));
        using var role = new AssumedRoleCredentials(StsAt(sts), Target, TimeProvider.System);

        var first = await role.GetCredentialsAsync();
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await role.GetCredentialsAsync()).AccessKey == first.AccessKey)
        {
            giveUp.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        first.AccessKey.Should().Be("AKIDROLE1");
        (await role.GetCredentialsAsync()).AccessKey.Should().Be("AKIDROLE2");
        sts.Requests.Should().HaveCount(2);
    }

    private static AmazonSecurityTokenServiceClient StsAt(AwsStub stub) => new(
        new BasicAWSCredentials(AwsStub.AccessKeyId, AwsStub.Secret),
        new AmazonSecurityTokenServiceConfig { ServiceURL = stub.Url.AbsoluteUri, AuthenticationRegion = "eu-west-1" });

    private static AwsStub.Answer AssumeRoleAnswer(string accessKeyId, DateTimeOffset expiration) => Answers.Xml(
        $"""
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <AssumedRoleUser><AssumedRoleId>AROA:DrsDurable</AssumedRoleId><Arn>arn:aws:sts::444455556666:assumed-role/dr/DrsDurable</Arn></AssumedRoleUser>
        <Credentials><AccessKeyId>{accessKeyId}</AccessKeyId><SecretAccessKey>role secret</SecretAccessKey><SessionToken>issued token</SessionToken><Expiration>{DrsTime.Format(expiration)}</Expiration></Credentials>
        </AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>
        """);
}
