using System.Net.Http.Headers;
using System.Text;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.Signing;
using DrsDurable.Testing.Time;

namespace DrsDurable.Aws.Tests.Simulator;

public sealed class SignatureTests
{
    private const string Prefix = "AWS4-HMAC-SHA256 Credential=simulator/20260131/us-east-1/drs/aws4_request, ";
    private const string TagPath = "/tags/arn%3Aaws%3Adrs%3Aus-east-1%3A111122223333%3Asource-server%2Fs-3000000000000db01";

    private static readonly IReadOnlyList<AccountDefinition> Fleet = FleetFile.Load(null).Accounts;

    private static readonly DateTimeOffset SignedAt = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Signatures made by botocore 1.43.11 with both halves of the key "simulator" at 2026-01-31T12:00:00Z.</summary>
    public static TheoryData<string, string, string, string, string> MadeByBotocore => new()
    {
        { "POST", "/DescribeJobs", "{}", "content-type=application/json", "SignedHeaders=content-type;host;x-amz-date, Signature=3c0341d6f4db7b8a677bd1cbb7eb9938fa2e6d858a04f2fd3d145159edf27285" },
        { "GET", TagPath, "", "", "SignedHeaders=host;x-amz-date, Signature=557eb84ecc0f7fb1bd8f7c8b3b928a33d24bd0cd35fef3ae0cf36a37989c2dad" },
        { "DELETE", TagPath + "?tagKeys=b%20c&tagKeys=a", "", "x-amz-content-sha256=UNSIGNED-PAYLOAD|amz-sdk-request=attempt=1;  max=3", "SignedHeaders=amz-sdk-request;host;x-amz-content-sha256;x-amz-date, Signature=4691bb538e809503c01cfb194eef439162dcebae6b18de639503fb2410b4ffff" },
    };

    [Theory]
    [MemberData(nameof(MadeByBotocore))]
    public void Signatures_of_another_implementation_verify_and_any_change_breaks_them(string method, string target, string body, string headers, string signature)
    {
        Verify(method, target, body, headers, signature).Error.Should().BeNull();
        Verify(method, target + "x", body, headers, signature).Error!.Code.Should().Be("InvalidSignatureException");
        Verify("PUT", target, body, headers, signature).Error!.Code.Should().Be("InvalidSignatureException");
    }

    [Fact]
    public void The_published_example_of_Signature_Version_4_comes_out()
    {
        var canonical = CanonicalRequest.Build(
            "GET", "/", ["host", "x-amz-date"], name => name == "host" ? "example.amazonaws.com" : "20150830T123600Z", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        var key = SignatureVerifier.DeriveKey("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830", "us-east-1", "service");

        SignatureVerifier.Sign(key, "20150830T123600Z", "20150830/us-east-1/service/aws4_request", canonical)
            .Should().Be("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }

    [Fact]
    public void A_body_that_is_not_the_signed_one_is_refused()
    {
        var vector = "SignedHeaders=content-type;host;x-amz-date, Signature=3c0341d6f4db7b8a677bd1cbb7eb9938fa2e6d858a04f2fd3d145159edf27285";

        Verify("POST", "/DescribeJobs", "{ }", "content-type=application/json", vector).Error!.Code.Should().Be("InvalidSignatureException");
    }

    [Theory]
    [InlineData(-301, "InvalidSignatureException")]
    [InlineData(-299, null)]
    [InlineData(299, null)]
    [InlineData(301, "InvalidSignatureException")]
    public void The_machine_clock_may_differ_by_five_minutes(int seconds, string? error)
    {
        var vector = "SignedHeaders=content-type;host;x-amz-date, Signature=3c0341d6f4db7b8a677bd1cbb7eb9938fa2e6d858a04f2fd3d145159edf27285";

        Verify("POST", "/DescribeJobs", "{}", "content-type=application/json", vector, SignedAt.AddSeconds(seconds)).Error?.Code.Should().Be(error);
    }

    [Fact]
    public async Task Requests_without_a_good_signature_are_answered_as_DRS_does()
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var wrongSecret = new DrsCaller(bench.Server.Url, secret: "wrong");
        using var unknownKey = new DrsCaller(bench.Server.Url, accessKeyId: "nobody");

        (await wrongSecret.CallAsync("DescribeJobs")).Should().Match<DrsAnswer>(answer => answer.Status == 403 && answer.ErrorType == "InvalidSignatureException");
        (await unknownKey.CallAsync("DescribeJobs")).Should().Match<DrsAnswer>(answer => answer.Status == 403 && answer.ErrorType == "UnrecognizedClientException");
        (await UnsignedAsync(bench, null)).Should().Match<DrsAnswer>(answer => answer.Status == 403 && answer.ErrorType == "MissingAuthenticationTokenException");
        (await UnsignedAsync(bench, "Bearer token")).Should().Match<DrsAnswer>(answer => answer.Status == 400 && answer.ErrorType == "IncompleteSignatureException");
        bench.Simulator.ReadTranscript().Select(entry => entry.Error)
            .Should().Equal("InvalidSignatureException", "UnrecognizedClientException", "MissingAuthenticationTokenException", "IncompleteSignatureException");
    }

    [Fact]
    public async Task The_account_comes_from_the_key_and_the_Region_from_the_scope()
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var elsewhere = new DrsCaller(bench.Server.Url, region: "eu-west-1");
        using var unlisted = new DrsCaller(bench.Server.Url, region: "ap-south-1");

        (await bench.Drs.CallAsync("DescribeSourceServers")).Items.Should().HaveCount(3);
        (await elsewhere.CallAsync("DescribeSourceServers")).Should().Match<DrsAnswer>(answer => answer.Status == 400 && answer.ErrorType == "UninitializedAccountException");
        (await unlisted.CallAsync("DescribeSourceServers")).ErrorType.Should().Be("UninitializedAccountException");
    }

    private static async Task<DrsAnswer> UnsignedAsync(SimulatorBench bench, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/DescribeJobs") { Content = new StringContent("{}", Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await bench.Drs.SendAsync(request);
    }

    private static Verification Verify(string method, string target, string body, string headers, string signature, DateTimeOffset? now = null)
    {
        var values = headers.Split('|', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(header => header[..header.IndexOf('=', StringComparison.Ordinal)], header => header[(header.IndexOf('=', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);
        values["host"] = "127.0.0.1:5081";
        values["x-amz-date"] = "20260131T120000Z";
        values["authorization"] = Prefix + signature;
        var verifier = new SignatureVerifier(key => Fleet.FirstOrDefault(account => account.AccessKeyId == key) is { } owner ? new SigningCredential(owner.SecretAccessKey, null, Principal.User(owner), IsExpired: false) : null, new VirtualTimeProvider(now ?? SignedAt));
        return verifier.Verify(new SignedRequest(method, target, name => values.GetValueOrDefault(name), Encoding.UTF8.GetBytes(body)));
    }
}
