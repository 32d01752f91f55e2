using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Iam;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Aws.Tests.Simulator.Iam;

public sealed class PolicyEvaluatorTests
{
    private const string Volume = "arn:aws:ec2:us-east-1:111122223333:volume/vol-1";

    [Theory]
    [InlineData("ec2:DeleteVolume", "*", "Allowed")]
    [InlineData("EC2:deletevolume", "*", "Allowed")]
    [InlineData("ec2:Delete*", "*", "Allowed")]
    [InlineData("ec2:?eleteVolume", "*", "Allowed")]
    [InlineData("ec2:DeleteVolum", "*", "ImplicitDeny")]
    [InlineData("*", "*", "Allowed")]
    [InlineData("ec2:*", "arn:aws:ec2:*:*:volume/*", "Allowed")]
    [InlineData("ec2:*", "arn:aws:ec2:us-east-1:111122223333:volume/vol-1", "Allowed")]
    [InlineData("ec2:*", "arn:aws:ec2:us-east-?:*:volume/vol-?", "Allowed")]
    [InlineData("ec2:*", "arn:aws:ec2:*:volume/*", "ImplicitDeny")]
    [InlineData("ec2:*", "arn:aws:ec2:*:*:snapshot/*", "ImplicitDeny")]
    [InlineData("ec2:*", "arn:aws:ec2:*:*:Volume/*", "ImplicitDeny")]
    [InlineData("ec2:*", "arn:aws:ec2:*", "Allowed")]
    [InlineData("ec2:*", "arn:aws:ec2:*:${aws:PrincipalAccount}:volume/*", "Allowed")]
    [InlineData("ec2:*", "arn:aws:ec2:*:${aws:username}:volume/*", "ImplicitDeny")]
    public void Action_and_Resource_match_with_their_wildcards(string action, string resource, string verdict)
    {
        Decide($$"""{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}"}""", Request()).Should().Be(verdict);
    }

    [Theory]
    [InlineData("""{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}""", "Allowed")]
    [InlineData("""{"Effect":"Allow","NotAction":["iam:*","ec2:Delete*"],"Resource":"*"}""", "ImplicitDeny")]
    [InlineData("""{"Effect":"Allow","Action":"*","NotResource":"arn:aws:ec2:*:*:snapshot/*"}""", "Allowed")]
    [InlineData("""{"Effect":"Allow","Action":"*","NotResource":"arn:aws:ec2:*:*:volume/*"}""", "ImplicitDeny")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"ec2:DeleteVolume","Resource":"*"}""", "ExplicitDeny")]
    [InlineData("""{"Effect":"Deny","NotAction":"drs:*","Resource":"*"},{"Effect":"Allow","Action":"*","Resource":"*"}""", "ExplicitDeny")]
    [InlineData("""{"Effect":"Deny","Action":"ec2:DeleteSnapshot","Resource":"*"}""", "ImplicitDeny")]
    public void Deny_wins_and_what_is_not_allowed_is_denied(string statements, string verdict)
    {
        Decide(statements, Request()).Should().Be(verdict);
    }

    [Theory]
    [InlineData("""{"Bool":{"aws:ViaAWSService":"true"}}""", true)]
    [InlineData("""{"Bool":{"aws:ViaAWSService":true}}""", true)]
    [InlineData("""{"Bool":{"aws:viaawsservice":"True"}}""", true)]
    [InlineData("""{"Bool":{"aws:ViaAWSService":"false"}}""", false)]
    [InlineData("""{"Bool":{"aws:Absent":"false"}}""", false)]
    [InlineData("""{"BoolIfExists":{"aws:Absent":"true"}}""", true)]
    [InlineData("""{"Null":{"aws:ResourceTag/Managed":"false"}}""", true)]
    [InlineData("""{"Null":{"ec2:ResourceTag/Managed":"false"}}""", true)]
    [InlineData("""{"Null":{"aws:ResourceTag/Managed":"true"}}""", false)]
    [InlineData("""{"Null":{"aws:ResourceTag/Other":"true"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:ResourceTag/Managed":"true"}}""", false)]
    [InlineData("""{"StringEquals":{"aws:ResourceTag/Managed":"drs.amazonaws.com"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:ResourceTag/Managed":["no","drs.amazonaws.com"]}}""", true)]
    [InlineData("""{"StringEquals":{"aws:ResourceTag/Managed":"DRS.amazonaws.com"}}""", false)]
    [InlineData("""{"StringEqualsIgnoreCase":{"aws:ResourceTag/Managed":"DRS.amazonaws.com"}}""", true)]
    [InlineData("""{"StringLike":{"aws:ResourceTag/Managed":"drs.*"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:ResourceTag/Managed":"drs.*"}}""", false)]
    [InlineData("""{"StringNotLike":{"aws:ResourceTag/Managed":"ec2.*"}}""", true)]
    [InlineData("""{"StringNotEquals":{"aws:ResourceTag/Managed":["a","drs.amazonaws.com"]}}""", false)]
    [InlineData("""{"StringNotEquals":{"aws:Absent":"x"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:Absent":"x"}}""", false)]
    [InlineData("""{"StringEqualsIfExists":{"aws:Absent":"x"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}""", true)]
    [InlineData("""{"ForAnyValue:StringEquals":{"aws:CalledVia":["drs.amazonaws.com"]}}""", true)]
    [InlineData("""{"ForAnyValue:StringEquals":{"aws:CalledVia":["ssm.amazonaws.com"]}}""", false)]
    [InlineData("""{"ForAnyValue:StringEquals":{"aws:TagKeys":["Owner","Plan"]}}""", true)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":["Owner","Plan"]}}""", false)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":["Tier","Plan"]}}""", true)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:Absent":["x"]}}""", true)]
    [InlineData("""{"ForAnyValue:StringEquals":{"aws:Absent":["x"]}}""", false)]
    [InlineData("""{"ForAnyValue:StringNotEquals":{"aws:TagKeys":["Plan"]}}""", true)]
    [InlineData("""{"ForAllValues:StringNotEquals":{"aws:TagKeys":["Plan"]}}""", false)]
    [InlineData("""{"StringEquals":{"aws:RequestTag/Plan":"x"},"Bool":{"aws:ViaAWSService":"true"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:RequestTag/Plan":"x","aws:RequestTag/Tier":"no"}}""", false)]
    [InlineData("""{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Drill"}}""", true)]
    [InlineData("""{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::*:role/Drill"}}""", false)]
    [InlineData("""{"NumericLessThanEquals":{"aws:Age":"10"}}""", true)]
    [InlineData("""{"NumericGreaterThan":{"aws:Age":"10"}}""", false)]
    [InlineData("""{"DateLessThan":{"aws:CurrentTime":"2031-01-01T00:00:00Z"}}""", true)]
    [InlineData("""{"DateGreaterThan":{"aws:CurrentTime":"2031-01-01T00:00:00Z"}}""", false)]
    public void A_condition_holds_or_does_not(string condition, bool holds)
    {
        var request = Request()
            .With("aws:ViaAWSService", "true").With("aws:CalledVia", "cloudformation.amazonaws.com", "drs.amazonaws.com").With("aws:Age", "10").With("aws:CurrentTime", "2030-06-01T00:00:00Z")
            .With("aws:PrincipalArn", "arn:aws:iam::111122223333:role/Drill").With("aws:ResourceAccount", "111122223333")
            .WithResourceTags(new Dictionary<string, string> { ["Managed"] = "drs.amazonaws.com" })
            .WithRequestTags(new Dictionary<string, string> { ["Plan"] = "x", ["Tier"] = "y" });

        Decide($$"""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{condition}}}""", request).Should().Be(holds ? "Allowed" : "ImplicitDeny");
    }

    [Theory]
    [InlineData("""{"Statement":[{"Effect":"Permit","Action":"*","Resource":"*"}]}""", "Allow or Deny")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Resource":"*"}]}""", "either Action or NotAction")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}]}""", "either Action or NotAction")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*"}]}""", "either Resource or NotResource")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEqual":{"a":"b"}}}]}""", "condition operator StringEqual is not known")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NullIfExists":{"a":"true"}}}]}""", "NullIfExists is not known")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}]}""", "unknown field")]
    [InlineData("""{"Version":"2020-01-01","Statement":[]}""", "2012-10-17")]
    [InlineData("""{"Version":"2012-10-17"}""", "Statement is missing")]
    [InlineData("hello", "map is expected")]
    [InlineData("""{"Statement":""", "not valid YAML")]
    public void What_is_no_policy_is_refused_rather_than_taken_for_less(string json, string problem)
    {
        FluentActions.Invoking(() => PolicyReader.Parse("p", json)).Should().Throw<FleetException>().WithMessage($"*{problem}*");
    }

    [Fact]
    public void Wildcards_match_as_a_regular_expression_would()
    {
        var seed = TestSeed.Or(20260207);
        var random = new Random(seed);
        foreach (var _ in Enumerable.Range(0, 5000))
        {
            var pattern = new string([.. Enumerable.Range(0, random.Next(8)).Select(_ => "ab*?"[random.Next(4)])]);
            var text = new string([.. Enumerable.Range(0, random.Next(10)).Select(_ => "ab"[random.Next(2)])]);
            var expected = System.Text.RegularExpressions.Regex.IsMatch(
                text, $"^{pattern.Replace("*", ".*", StringComparison.Ordinal).Replace('?', '.')}$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5));
            Wildcard.Matches(pattern, text, StringComparison.Ordinal).Should().Be(expected, "seed {0}: {1} on {2}", seed, pattern, text);
        }
    }

    [Fact]
    public void A_further_Deny_never_allows_and_a_further_Allow_never_denies_whatever_the_order()
    {
        var seed = TestSeed.Or(20260208);
        var random = new Random(seed);
        foreach (var _ in Enumerable.Range(0, 500))
        {
            var statements = Enumerable.Range(0, random.Next(4)).Select(_ => Statement(random)).ToList();
            var before = Decide(string.Join(',', statements), Request());
            var shuffled = statements.OrderBy(_ => random.Next()).ToList();
            var denied = Decide(string.Join(',', shuffled.Append("""{"Effect":"Deny","Action":"ec2:*","Resource":"*"}""")), Request());
            var allowed = Decide(string.Join(',', shuffled.Append("""{"Effect":"Allow","Action":"ec2:*","Resource":"*"}""")), Request());

            Decide(string.Join(',', shuffled), Request()).Should().Be(before, "seed {0}", seed);
            denied.Should().Be("ExplicitDeny", "seed {0}", seed);
            allowed.Should().Be(before == "ExplicitDeny" ? "ExplicitDeny" : "Allowed", "seed {0}", seed);
        }
    }

    private static string Statement(Random random)
    {
        var effect = random.Next(3) == 0 ? "Deny" : "Allow";
        var action = ((string[])["ec2:*", "ec2:Delete*", "drs:*", "*", "ec2:CreateTags"])[random.Next(5)];
        var resource = ((string[])["*", "arn:aws:ec2:*:*:volume/*", "arn:aws:ec2:*:*:instance/*"])[random.Next(3)];
        return $$"""{"Effect":"{{effect}}","{{(random.Next(4) == 0 ? "NotAction" : "Action")}}":"{{action}}","Resource":"{{resource}}"}""";
    }

    private static AccessRequest Request() => new AccessRequest("ec2:DeleteVolume", Volume).With("aws:PrincipalAccount", "111122223333");

    private static string Decide(string statements, AccessRequest request) =>
        PolicyEvaluator.Decide([PolicyReader.Parse("p", $$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""")], request).Verdict.ToString();
}
