using System.Globalization;
using System.Text.Json.Nodes;
using DrsDurable.Aws.IdentityManagement;
using DrsDurable.Aws.IdentityManagement.Model;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Aws.Tests.Simulator.Iam;

public sealed class PermissionTests
{
    [Fact]
    public async Task A_role_with_everything_a_drill_needs_brings_every_server_up()
    {
        await using var bench = await SimulatorBench.StartAsync(RecoveryPolicies.Fleet(RecoveryPolicies.Complete));
        using var drs = new DrsCaller(bench.Server.Url, await SessionAsync(bench));

        var job = await StartAsync(drs, 1, 2, 3);
        bench.RunToEnd();

        (await bench.JobAsync(job))["participatingServers"]!.AsArray().Select(server => (string)server!["launchStatus"]!).Should().Equal("LAUNCHED", "LAUNCHED", "LAUNCHED");
    }

    [Fact]
    public async Task The_DeleteVolume_condition_lets_the_first_server_up_and_fails_the_second_ten_minutes_late()
    {
        await using var bench = await SimulatorBench.StartAsync(RecoveryPolicies.Fleet(RecoveryPolicies.WithBrokenDeletion));
        using var drs = new DrsCaller(bench.Server.Url, await SessionAsync(bench));

        var job = await StartAsync(drs, 1, 2);
        bench.RunToEnd();

        var log = await bench.LogAsync(job);
        var (first, second) = (Line(log, "LAUNCH_END", 1), Line(log, "LAUNCH_FAILED", 2));
        (await bench.JobAsync(job))["participatingServers"]!.AsArray().Select(server => (string)server!["launchStatus"]!).Should().Equal("LAUNCHED", "FAILED");
        ((string)second["eventData"]!["rawError"]!).Should().StartWith("An error occurred (UnauthorizedOperation) when calling the DeleteVolume operation: You are not authorized to perform this operation.")
            .And.Contain("assumed-role/Drill/").And.Contain("ec2:DeleteVolume on resource: arn:aws:ec2:us-east-1:111122223333:volume/vol-0");
        (Time(second) - Time(first)).Should().BeGreaterThan(TimeSpan.FromMinutes(8.5)).And.BeLessThan(TimeSpan.FromMinutes(12));
        ((string)(await bench.JobAsync(job))["status"]!).Should().Be("COMPLETED");
    }

    [Theory]
    [InlineData("ec2:CreateLaunchTemplateVersion", "LAUNCH_FAILED", "CreateLaunchTemplateVersion")]
    [InlineData("ec2:RunInstances", "CONVERSION_FAIL", "RunInstances")]
    [InlineData("ec2:CreateSnapshot", "SNAPSHOT_FAIL", "CreateSnapshot")]
    [InlineData("ec2:Describe*", "CONVERSION_FAIL", "DescribeAccountAttributes")]
    [InlineData("iam:PassRole", "CONVERSION_FAIL", "PassRole")]
    public async Task A_missing_EC2_permission_is_no_error_of_the_call_but_fails_the_phase_that_needs_it(string action, string failure, string operation)
    {
        await using var bench = await SimulatorBench.StartAsync(RecoveryPolicies.Fleet(RecoveryPolicies.Without(action)));
        using var drs = new DrsCaller(bench.Server.Url, await SessionAsync(bench));

        var job = await StartAsync(drs, 1);
        bench.RunToEnd();

        ((string)Line(await bench.LogAsync(job), failure, 1)["eventData"]!["rawError"]!).Should().Contain($"(UnauthorizedOperation) when calling the {operation} operation");
    }

    [Theory]
    [InlineData("Complete", "allowed")]
    [InlineData("Broken", "implicitDeny")]
    public async Task SimulatePrincipalPolicy_tells_the_condition_before_any_drill(string policy, string decision)
    {
        await using var bench = await SimulatorBench.StartAsync(RecoveryPolicies.Fleet(policy == "Broken" ? RecoveryPolicies.WithBrokenDeletion : RecoveryPolicies.Complete));
        using var iam = QueryCaller.Iam(bench.Server.Url);

        var answer = await iam.CallAsync(
            "SimulatePrincipalPolicy",
            ("PolicySourceArn", RecoveryPolicies.RoleArn), ("ActionNames.member.1", "ec2:DeleteVolume"), ("ActionNames.member.2", "ec2:DescribeVolumes"), ("ResourceArns.member.1", "arn:aws:ec2:us-east-1:111122223333:volume/vol-1"),
            ("ContextEntries.member.1.ContextKeyName", "aws:ViaAWSService"), ("ContextEntries.member.1.ContextKeyValues.member.1", "true"), ("ContextEntries.member.1.ContextKeyType", "boolean"),
            ("ContextEntries.member.2.ContextKeyName", "aws:ResourceTag/AWSElasticDisasterRecoveryManaged"), ("ContextEntries.member.2.ContextKeyValues.member.1", "drs.amazonaws.com"), ("ContextEntries.member.2.ContextKeyType", "string"));

        answer.Status.Should().Be(200, answer.Text);
        answer.Xml.Name.ToString().Should().Be("{https://iam.amazonaws.com/doc/2010-05-08/}SimulatePrincipalPolicyResponse");
        answer.All("EvalDecision").Select(element => element.Value).Should().Equal(decision, "allowed");
    }

    [Theory]
    [InlineData("PolicySourceArn", "arn:aws:iam::111122223333:role/None", "NoSuchEntity")]
    [InlineData("PolicySourceArn", null, "ValidationError")]
    [InlineData("ActionNames.member.1", null, "ValidationError")]
    [InlineData("ActionNames.member.1", "ec2:*", "InvalidInput")]
    [InlineData("PolicyInputList.member.1", "{", "InvalidInput")]
    [InlineData("Marker", "x", "InvalidInput")]
    [InlineData("Colour", "blue", "ValidationError")]
    public async Task What_cannot_be_simulated_is_refused_by_name(string parameter, string? value, string code)
    {
        await using var bench = await SimulatorBench.StartAsync(RecoveryPolicies.Fleet(RecoveryPolicies.Complete));
        using var iam = QueryCaller.Iam(bench.Server.Url);
        (string Name, string Value)[] good = [("PolicySourceArn", RecoveryPolicies.RoleArn), ("ActionNames.member.1", "ec2:DeleteVolume")];

        (await iam.CallAsync("SimulatePrincipalPolicy", [.. good.Where(given => given.Name != parameter), .. value is null ? [] : new[] { (parameter, value) }])).ErrorCode.Should().Be(code);
    }

    [Fact]
    public async Task The_clients_are_told_decisions_statements_and_what_was_missing_page_by_page()
    {
        await using var bench = await SimulatorBench.StartAsync(RecoveryPolicies.Fleet(RecoveryPolicies.Complete));
        using var factory = FactoryFor(bench);
        var request = new SimulatePrincipalPolicyRequest
        {
            PolicySourceArn = RecoveryPolicies.RoleArn,
            ActionNames = ["ec2:DeleteVolume", "drs:StartRecovery", "s3:GetObject"],
            ContextEntries = [new ContextEntry { ContextKeyName = "aws:ViaAWSService", ContextKeyValues = ["true"], ContextKeyType = ContextKeyTypeEnum.Boolean }],
            ResourceArns = ["arn:aws:ec2:us-east-1:111122223333:volume/vol-1"],
            MaxItems = 2,
        };

        var first = await factory.IdentityManagement(Target).SimulatePrincipalPolicyAsync(request);
        request.Marker = first.Marker;
        var second = await factory.IdentityManagement(Target).SimulatePrincipalPolicyAsync(request);
        var unknown = await factory.IdentityManagement(Target).Invoking(iam => iam.SimulatePrincipalPolicyAsync(new SimulatePrincipalPolicyRequest { PolicySourceArn = RecoveryPolicies.RoleArn + "x", ActionNames = ["drs:StartRecovery"] }))
            .Should().ThrowAsync<AmazonIdentityManagementServiceException>();

        first.IsTruncated.Should().BeTrue();
        first.EvaluationResults!.Select(result => (result.EvalActionName, result.EvalDecision)).Should().Equal(
            ("ec2:DeleteVolume", PolicyEvaluationDecisionType.ImplicitDeny), ("drs:StartRecovery", PolicyEvaluationDecisionType.Allowed));
        first.EvaluationResults![0].MissingContextValues.Should().Equal("aws:ResourceTag/AWSElasticDisasterRecoveryManaged");
        first.EvaluationResults[1].MatchedStatements!.Single().SourcePolicyId.Should().Be("policy 1 of Drill: Drs");
        second.EvaluationResults!.Single().EvalActionName.Should().Be("s3:GetObject");
        second.IsTruncated.Should().BeFalse();
        unknown.Which.ErrorCode.Should().Be("NoSuchEntity");
    }

    [Fact]
    public async Task Calls_are_decided_on_their_resources_and_tags()
    {
        const string policy = """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": ["drs:Get*", "drs:Update*", "drs:StartRecovery"], "Resource": "arn:aws:drs:*:*:source-server/*", "Condition": {"StringEquals": {"aws:ResourceTag/Tier": "Web"}}},
              {"Effect": "Allow", "Action": "drs:TagResource", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["Owner"]}}},
              {"Effect": "Allow", "Action": "ec2:ModifyLaunchTemplate", "Resource": "*", "Condition": {"Null": {"aws:ResourceTag/AWSElasticDisasterRecoveryManaged": "false"}}}
            ]}
            """;
        await using var bench = await SimulatorBench.StartAsync(RecoveryPolicies.Fleet(policy));
        var keys = await SessionAsync(bench);
        using var drs = new DrsCaller(bench.Server.Url, keys);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url, keys);
        var server = new JsonObject { ["sourceServerID"] = SimulatorBench.Id(1) };
        var arn = Uri.EscapeDataString($"arn:aws:drs:us-east-1:111122223333:source-server/{SimulatorBench.Id(1)}");

        var template = (string)(await drs.CallAsync("GetLaunchConfiguration", server))["ec2LaunchTemplateID"]!;
        (await drs.CallAsync("UpdateLaunchConfiguration", server)).Should().Match<DrsAnswer>(answer => answer.ErrorType == "AccessDeniedException" && answer.Text.Contains("ec2:DescribeInstances"), "DRS asks EC2 in the caller's name");
        (await drs.CallAsync("DescribeJobs")).ErrorType.Should().Be("AccessDeniedException");
        (await drs.CallAsync("POST", $"/tags/{arn}", JsonNode.Parse("""{"tags":{"Tier":"Db"}}"""))).ErrorType.Should().Be("AccessDeniedException");
        (await ec2.CallAsync("ModifyLaunchTemplate", ("LaunchTemplateId", template), ("SetDefaultVersion", "1"))).Status.Should().Be(200);
        (await ec2.CallAsync("CreateLaunchTemplateVersion", ("LaunchTemplateId", template))).Should()
            .Match<QueryAnswer>(answer => answer.Status == 403 && answer.ErrorCode == "UnauthorizedOperation" && answer.ErrorMessage!.StartsWith("You are not authorized to perform this operation."));
        (await drs.CallAsync("POST", $"/tags/{arn}", JsonNode.Parse("""{"tags":{"Owner":"me"}}"""))).Status.Should().Be(200);
        await bench.Drs.CallAsync("POST", $"/tags/{arn}", JsonNode.Parse("""{"tags":{"Tier":"Db"}}"""));
        (await drs.CallAsync("GetLaunchConfiguration", server)).ErrorType.Should().Be("AccessDeniedException", "the tag has changed");
    }

    [AwsCliFact]
    public async Task The_AWS_CLI_simulates_the_policy_and_reads_quotas()
    {
        await using var bench = await SimulatorBench.StartAsync(RecoveryPolicies.Fleet(RecoveryPolicies.WithBrokenDeletion));
        var aws = new AwsCommandLine(bench.Server.Url);

        var simulated = (await aws.RunAsync(
            "iam", "simulate-principal-policy", "--policy-source-arn", RecoveryPolicies.RoleArn, "--action-names", "ec2:DeleteVolume", "drs:StartRecovery", "--max-items", "1", "--page-size", "1",
            "--context-entries", "ContextKeyName=aws:ViaAWSService,ContextKeyValues=true,ContextKeyType=boolean")).Json;
        var quotas = (await aws.RunAsync("service-quotas", "list-service-quotas", "--service-code", "drs", "--page-size", "4")).Json["Quotas"]!.AsArray();
        var quota = (await aws.RunAsync("service-quotas", "get-service-quota", "--service-code", "drs", "--quota-code", "L-D88FAC3A")).Json["Quota"]!;
        var missing = await aws.RunAsync("service-quotas", "get-service-quota", "--service-code", "drs", "--quota-code", "L-00000000");

        simulated["EvaluationResults"]!.AsArray().Select(result => (string)result!["EvalDecision"]!).Should().Equal("implicitDeny");
        quotas.Should().HaveCount(9);
        ((double)quota["Value"]!, (bool)quota["Adjustable"]!, (string)quota["QuotaName"]!).Should().Be((20, false, "Concurrent jobs in progress"));
        missing.Error.Should().Contain("(NoSuchResourceException)");
    }

    private static readonly AwsTarget Target = new(SimulatorBench.Account, "us-east-1");

    internal static AwsClientFactory FactoryFor(SimulatorBench bench)
    {
        var keys = new Dictionary<string, AccessKey>(StringComparer.Ordinal) { [SimulatorBench.Account] = new("simulator", "simulator") };
        return new AwsClientFactory(AwsClientOptions.Simulator(bench.Server.Url, keys), TimeProvider.System, bench.Time);
    }

    private static async Task<SigningKeys> SessionAsync(SimulatorBench bench)
    {
        using var sts = QueryCaller.Sts(bench.Server.Url);
        var answer = await sts.CallAsync("AssumeRole", ("RoleArn", RecoveryPolicies.RoleArn), ("RoleSessionName", "exec-1"));
        answer.Status.Should().Be(200, answer.Text);
        return new SigningKeys(answer.First("AccessKeyId")!, answer.First("SecretAccessKey")!, answer.First("SessionToken"));
    }

    private static async Task<string> StartAsync(DrsCaller drs, params int[] numbers)
    {
        var answer = await drs.CallAsync("StartRecovery", SimulatorBench.Servers(numbers));
        answer.Status.Should().Be(202, answer.Text);
        return (string)answer["job"]["jobID"]!;
    }

    private static JsonNode Line(IReadOnlyList<JsonNode> log, string name, int number) =>
        log.Single(item => (string)item["event"]! == name && (string?)item["eventData"]!["sourceServerID"] == SimulatorBench.Id(number));

    private static DateTimeOffset Time(JsonNode line) => DateTimeOffset.Parse((string)line["logDateTime"]!, CultureInfo.InvariantCulture);
}
