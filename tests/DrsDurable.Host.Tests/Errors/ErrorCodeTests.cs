using DrsDurable.Host.Problems;
using DrsDurable.Host.Tests.Api;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Validation;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Host.Tests.Errors;

public sealed class ErrorCodeTests(SharedApiHost shared) : IClassFixture<SharedApiHost>
{
    public static TheoryData<string> Cases => [.. ErrorCases.All.Select(@case => @case.ToString())];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_refused_request_says_why_and_changes_nothing(string name)
    {
        var @case = ErrorCases.All.Single(candidate => candidate.ToString() == name);
        var host = await shared.EmptyAsync();
        var send = await @case.Arrange(host);
        var before = await host.EverythingAsync();

        var reply = await send();

        reply.Status.Should().Be(@case.Status, reply.Text);
        reply.MediaType.Should().Be("application/problem+json");
        reply.Code.Should().Be(ApiName.Of(@case.Code), reply.Text);
        reply.Field.Should().Be(@case.Field, reply.Text);
        ((int)reply.Json["status"]!).Should().Be(@case.Status);
        ((string)reply.Json["type"]!).Should().Be($"urn:drsdurable:problem:{ApiName.Of(@case.Code)}");
        ((string)reply.Json["title"]!).Should().NotBeEmpty();
        ((string)reply.Json["detail"]!).Should().NotBeEmpty();
        ((string)reply.Json["traceId"]!).Should().NotBeEmpty();
        if (@case.Field is not null)
        {
            reply.Errors.Should().Contain((@case.Field, ApiName.Of(@case.Code)));
        }

        (await host.EverythingAsync()).Should().Be(before, "a refused command changes nothing");
    }

    [Fact]
    public void Every_error_code_has_a_case_and_a_status()
    {
        foreach (var code in Enum.GetValues<RecoveryErrorCode>())
        {
            ErrorCases.All.Should().Contain(@case => @case.Code == code, "{0} has to be produced by a test", code);
            ErrorCases.All.Where(@case => @case.Code == code).Should().OnlyContain(@case => @case.Status == ProblemCatalogue.Of(code).Status);
        }
    }

    [Fact]
    public void Every_error_code_is_in_the_documentation_with_its_status()
    {
        var lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "api.md"));
        foreach (var code in Enum.GetValues<RecoveryErrorCode>())
        {
            lines.Should().ContainSingle(line => line.StartsWith($"| {ProblemCatalogue.Of(code).Status} |") && line.Contains($"`{ApiName.Of(code)}`"), "{0}", code);
        }
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var host = await shared.EmptyAsync();
        var group = await host.GroupAsync("one", 1);

        var reply = await host.PostAsync(
            "/recovery-plans",
            $$"""
            {"planName":"", "waves":[
              {"waveName":"A","protectionGroupIds":["{{group}}"],"dependsOn":["Z"]},
              {"waveName":"a","protectionGroupIds":["none"],"onFailure":7},
              {"waveName":"C","protectionGroupIds":["{{group}}"],"deadlineMinutes":"soon","colour":"red"}]}
            """);

        reply.Status.Should().Be(400);
        reply.Errors.Should().BeEquivalentTo(
        [
            ("planName", "INVALID_FIELD"),
            ("waves[0].dependsOn[0]", "UNKNOWN_DEPENDENCY"),
            ("waves[1].waveName", "INVALID_FIELD"),
            ("waves[1].protectionGroupIds[0]", "PG_NOT_FOUND"),
            ("waves[1].onFailure", "INVALID_FIELD"),
            ("waves[2].deadlineMinutes", "INVALID_FIELD"),
            ("waves[2].colour", "INVALID_FIELD"),
            ("waves[2].protectionGroupIds[0]", "DUPLICATE_SERVER"),
        ]);
    }

    [Fact]
    public async Task A_circle_is_named_wave_by_wave()
    {
        var host = await shared.EmptyAsync();
        var circle = ErrorCases.All.Single(@case => @case.What == "three waves in a circle");

        var reply = await (await circle.Arrange(host))();

        ((string)reply.Json["detail"]!).Should().Contain("'A' → 'C' → 'B' → 'A'");
    }

    [Fact]
    public async Task A_conflict_names_the_execution_in_the_way()
    {
        var host = await shared.EmptyAsync();
        var group = await host.GroupAsync("one", 1);
        var first = await host.PlanAsync("one", group);
        var execution = await host.DrillAsync(first);
        var second = await host.PlanAsync("two", group);

        ((string)(await host.PostAsync($"/recovery-plans/{first}/execute", "{}")).Json["detail"]!).Should().Contain(execution);
        ((string)(await host.PostAsync($"/recovery-plans/{second}/execute", "{}")).Json["detail"]!).Should().Contain(execution).And.Contain(ApiHost.Server(1));
    }

    [Fact]
    public async Task A_version_conflict_names_both_versions()
    {
        var host = await shared.EmptyAsync();
        var group = await host.GroupAsync("one", 1);

        var reply = await host.PutAsync($"/protection-groups/{group}", """{"description":"x","version":7}""");

        ((string)reply.Json["detail"]!).Should().Contain("version 7").And.Contain("version 1");
    }

    [Fact]
    public async Task A_body_that_is_not_json_is_refused_with_the_place()
    {
        var host = await shared.EmptyAsync();

        var reply = await host.PostAsync("/protection-groups", "{\n  \"groupName\": nonsense }");

        ((string)reply.Json["detail"]!).Should().Contain("line 2, byte 17");
    }
}
