using System.Globalization;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Simulator;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Aws.Tests.Simulator.Sts;

public sealed class AssumeRoleTests
{
    private static readonly (string, string) _role = ("RoleArn", RoleFleet.RoleArn);
    private static readonly (string, string) _session = ("RoleSessionName", "exec-1");
    private static readonly (string, string) _external = ("ExternalId", RoleFleet.ExternalId);

    [Fact]
    public async Task With_the_right_external_id_it_gives_credentials_of_the_target_account()
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml);
        using var sts = QueryCaller.Sts(bench.Server.Url);

        var answer = await sts.CallAsync("AssumeRole", _role, _session, _external, ("SourceIdentity", "exec-1"), ("DurationSeconds", "900"));

        answer.Status.Should().Be(200, answer.Text);
        answer.Xml.Name.ToString().Should().Be("{https://sts.amazonaws.com/doc/2011-06-15/}AssumeRoleResponse");
        answer.First("Arn").Should().Be("arn:aws:sts::444455556666:assumed-role/DrsDurable/exec-1");
        answer.First("AssumedRoleId").Should().MatchRegex("^AROA[0-9A-F]{17}:exec-1$");
        answer.First("SourceIdentity").Should().Be("exec-1");
        DateTimeOffset.Parse(answer.First("Expiration")!, CultureInfo.InvariantCulture).Should().Be(bench.Time.GetUtcNow().AddSeconds(900), "it is the simulated clock that counts");
        using var target = new DrsCaller(bench.Server.Url, Keys(answer));
        (await target.CallAsync("DescribeSourceServers")).Items.Should().ContainSingle("the session works in the role's account");
    }

    [Theory]
    [InlineData("ExternalId", "drs-wrong")]
    [InlineData("ExternalId", null)]
    [InlineData("RoleArn", "arn:aws:iam::444455556666:role/dr/Nobody")]
    [InlineData("RoleArn", "arn:aws:iam::999999999999:role/dr/DrsDurable")]
    [InlineData("RoleArn", "arn:aws:iam::444455556666:role/DrsDurable")]
    [InlineData("SourceIdentity", "someone")]
    public async Task Whatever_is_not_as_the_policies_want_it_is_AccessDenied_without_saying_what(string parameter, string? value)
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml);
        using var sts = QueryCaller.Sts(bench.Server.Url);
        (string Name, string Value)[] good = [_role, _session, _external];

        var answer = await sts.CallAsync("AssumeRole", [.. good.Where(given => given.Name != parameter), .. value is null ? [] : new[] { (parameter, value) }]);

        (answer.Status, answer.ErrorCode).Should().Be((403, "AccessDenied"));
        answer.ErrorMessage.Should().StartWith("User: arn:aws:iam::111122223333:user/simulator is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::");
    }

    [Fact]
    public async Task The_callers_own_policy_counts_across_accounts_but_not_for_a_role_of_its_account_that_names_it()
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml.Replace("role/dr/*", "role/other/*", StringComparison.Ordinal));
        using var sts = QueryCaller.Sts(bench.Server.Url);

        (await sts.CallAsync("AssumeRole", _role, _session, _external)).ErrorCode.Should().Be("AccessDenied");
        (await sts.CallAsync("AssumeRole", ("RoleArn", RoleFleet.OpenRoleArn), _session)).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("RoleSessionName", "x", "'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2")]
    [InlineData("RoleSessionName", "has space", "regular expression")]
    [InlineData("RoleSessionName", null, "Value null at 'roleSessionName'")]
    [InlineData("ExternalId", "a", "'externalId'")]
    [InlineData("DurationSeconds", "899", "'durationSeconds'")]
    [InlineData("DurationSeconds", "43201", "'durationSeconds'")]
    [InlineData("DurationSeconds", "7201", "exceeds the MaxSessionDuration set for this role")]
    [InlineData("Typo", "1", "does not know the parameter Typo")]
    public async Task A_parameter_that_breaks_a_rule_is_a_ValidationError_that_names_it(string parameter, string? value, string problem)
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml);
        using var sts = QueryCaller.Sts(bench.Server.Url);
        (string Name, string Value)[] good = [_role, _session, _external];

        var answer = await sts.CallAsync("AssumeRole", [.. good.Where(given => given.Name != parameter), .. value is null ? [] : new[] { (parameter, value) }]);

        (answer.Status, answer.ErrorCode).Should().Be((400, "ValidationError"));
        answer.ErrorMessage.Should().Contain(problem);
    }

    [Fact]
    public async Task A_session_that_begins_another_is_limited_to_an_hour_and_keeps_its_source_identity()
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml.Replace("user/simulator", "root", StringComparison.Ordinal).Replace(
            "\"sts:SetSourceIdentity\" ]", "\"sts:*\" ]", StringComparison.Ordinal).Replace("Action: \"sts:AssumeRole\" }", "Action: \"sts:*\" }", StringComparison.Ordinal));
        using var first = QueryCaller.Sts(bench.Server.Url);
        var begun = await first.CallAsync("AssumeRole", ("RoleArn", RoleFleet.OpenRoleArn), _session, ("SourceIdentity", "exec-1"), ("DurationSeconds", "43200"));
        using var chained = QueryCaller.Sts(bench.Server.Url, Keys(begun));

        (await chained.CallAsync("AssumeRole", ("RoleArn", RoleFleet.OpenRoleArn), _session, ("DurationSeconds", "3601"))).ErrorMessage.Should().Contain("role chaining");
        (await chained.CallAsync("AssumeRole", ("RoleArn", RoleFleet.OpenRoleArn), _session)).First("SourceIdentity").Should().Be("exec-1");
    }

    [Fact]
    public async Task Credentials_serve_until_they_expire_on_the_simulated_clock_after_a_restart_too()
    {
        using var folder = new TemporaryFolder();
        var options = new SimulatorOptions { DataPath = folder["data"] };
        SigningKeys keys;
        var time = new Testing.Time.VirtualTimeProvider();
        await using (var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml, options, time))
        {
            using var sts = QueryCaller.Sts(bench.Server.Url);
            keys = Keys(await sts.CallAsync("AssumeRole", _role, _session, _external));
        }

        await using var again = await SimulatorBench.StartAsync(RoleFleet.Yaml, options, time);
        using var drs = new DrsCaller(again.Server.Url, keys);
        using var expired = QueryCaller.Sts(again.Server.Url, keys);
        again.Time.Advance(TimeSpan.FromSeconds(3599));
        (await drs.CallAsync("DescribeSourceServers")).Status.Should().Be(200);
        again.Time.Advance(TimeSpan.FromSeconds(1));
        (await drs.CallAsync("DescribeSourceServers")).Should().Match<DrsAnswer>(answer => answer.Status == 403 && answer.ErrorType == "ExpiredTokenException");
        (await expired.CallAsync("GetCallerIdentity")).Should().Match<QueryAnswer>(answer => answer.Status == 403 && answer.ErrorCode == "ExpiredToken");
    }

    [Fact]
    public async Task A_session_token_belongs_to_its_key()
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml);
        using var sts = QueryCaller.Sts(bench.Server.Url);
        var keys = Keys(await sts.CallAsync("AssumeRole", _role, _session, _external));
        using var without = QueryCaller.Sts(bench.Server.Url, keys with { Token = null });
        using var wrong = QueryCaller.Sts(bench.Server.Url, keys with { Token = keys.Token + "x" });
        using var secret = QueryCaller.Sts(bench.Server.Url, keys with { Secret = "guess" });
        using var nobody = QueryCaller.Sts(bench.Server.Url, new SigningKeys("ASIANOBODY"));

        (await without.CallAsync("GetCallerIdentity")).ErrorCode.Should().Be("InvalidClientTokenId");
        (await wrong.CallAsync("GetCallerIdentity")).ErrorCode.Should().Be("InvalidClientTokenId");
        (await secret.CallAsync("GetCallerIdentity")).ErrorCode.Should().Be("SignatureDoesNotMatch");
        (await nobody.CallAsync("GetCallerIdentity")).ErrorCode.Should().Be("InvalidClientTokenId");
        (await sts.CallAsync("DecodeAuthorizationMessage")).ErrorCode.Should().Be("InvalidAction");
    }

    [Fact]
    public async Task What_the_roles_policies_do_not_allow_is_AccessDenied_and_a_session_policy_narrows_further()
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml);
        using var sts = QueryCaller.Sts(bench.Server.Url);
        using var role = new DrsCaller(bench.Server.Url, Keys(await sts.CallAsync("AssumeRole", _role, _session, _external)));
        const string policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"drs:DescribeJobs","Resource":"*"},{"Effect":"Allow","Action":"drs:StartRecovery","Resource":"*"}]}""";
        using var narrowed = new DrsCaller(bench.Server.Url, Keys(await sts.CallAsync("AssumeRole", _role, _session, _external, ("Policy", policy))));

        var denied = await role.CallAsync("StartRecovery", SimulatorBench.Servers(1));
        (denied.Status, denied.ErrorType).Should().Be((403, "AccessDeniedException"));
        ((string)denied["message"]!).Should().Contain("assumed-role/DrsDurable/exec-1 is not authorized to perform: drs:StartRecovery on resource: arn:aws:drs:us-east-1:444455556666:source-server/");
        (await role.CallAsync("DescribeJobs")).Status.Should().Be(200);
        (await narrowed.CallAsync("DescribeJobs")).Status.Should().Be(200);
        (await narrowed.CallAsync("DescribeSourceServers")).ErrorType.Should().Be("AccessDeniedException");
        (await narrowed.CallAsync("StartRecovery", SimulatorBench.Servers(1))).ErrorType.Should().Be("AccessDeniedException", "a session policy never widens");
        (await sts.CallAsync("AssumeRole", _role, _session, _external, ("Policy", "{}"))).ErrorCode.Should().Be("MalformedPolicyDocument");
    }

    [AwsCliFact]
    public async Task The_AWS_CLI_assumes_the_role_with_the_right_external_id_only_and_works_with_the_credentials()
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml);
        var aws = new AwsCommandLine(bench.Server.Url);

        var wrong = await aws.RunAsync("sts", "assume-role", "--role-arn", RoleFleet.RoleArn, "--role-session-name", "cli-1", "--external-id", "drs-wrong");
        var right = (await aws.RunAsync("sts", "assume-role", "--role-arn", RoleFleet.RoleArn, "--role-session-name", "cli-1", "--external-id", RoleFleet.ExternalId)).Json["Credentials"]!;
        var session = new AwsCommandLine(bench.Server.Url, (string)right["AccessKeyId"]!, (string)right["SecretAccessKey"]!, sessionToken: (string)right["SessionToken"]!);
        var identity = (await session.RunAsync("sts", "get-caller-identity")).Json;
        var servers = await session.DrsAsync("describe-source-servers");
        bench.Time.Advance(TimeSpan.FromHours(1));
        var expired = await session.DrsAsync("describe-source-servers");

        wrong.Error.Should().Contain("(AccessDenied)").And.Contain("sts:AssumeRole");
        ((string)identity["Arn"]!, (string)identity["Account"]!).Should().Be(("arn:aws:sts::444455556666:assumed-role/DrsDurable/cli-1", RoleFleet.Target));
        servers.Json["items"]!.AsArray().Should().ContainSingle();
        expired.Error.Should().Contain("(ExpiredTokenException)");
    }

    private static SigningKeys Keys(QueryAnswer answer) => new(answer.First("AccessKeyId")!, answer.First("SecretAccessKey")!, answer.First("SessionToken"));
}
