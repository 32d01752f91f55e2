using DrsDurable.DurableTask.Client;
using DrsDurable.Host.Tests.Api;
using DrsDurable.Recovery.Executions;

namespace DrsDurable.Host.Tests.Executions;

public sealed class ExecutionRouteTests
{
    [Fact]
    public async Task A_drill_is_accepted_with_its_links()
    {
        await using var host = await ApiHost.StartAsync();
        var plan = await host.PlanAsync("3TierTest", await host.GroupAsync("Database", 1));

        var reply = await host.PostAsync($"/recovery-plans/{plan}/execute", """{"executionType":"DRILL","initiatedBy":"ops"}""");

        reply.Status.Should().Be(202);
        var id = (string)reply.Json["executionId"]!;
        reply.Headers.Location.Should().Be(new Uri($"/executions/{id}", UriKind.Relative));
        reply.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(5));
        ((string)reply.Json["id"]!).Should().Be(id);
        ((string)reply.Json["status"]!).Should().Be("PENDING");
        ((string)reply.Json["statusUrl"]!).Should().Be($"/executions/{id}");
        var runtime = new Uri(host.Http.BaseAddress!, $"/runtime/webhooks/durabletask/instances/{id}").ToString();
        ((string)reply.Json["statusQueryGetUri"]!).Should().Be(runtime);
        ((string)reply.Json["terminatePostUri"]!).Should().StartWith($"{runtime}/terminate");

        var instance = host.Tasks.Instances.Should().ContainSingle().Subject;
        (instance.Name, instance.InstanceId).Should().Be(("RecoveryExecution", id));
        var snapshot = instance.ReadInputAs<ExecutionSnapshot>()!;
        (snapshot.PlanId, snapshot.ExecutionType, snapshot.InitiatedBy, snapshot.Cleanup).Should().Be((plan, ExecutionType.Drill, "ops", CleanupPolicy.None));

        var item = (await host.GetAsync("/executions")).Json["items"]![0]!;
        ((string)item["executionId"]!, (string)item["status"]!, (string)item["executionType"]!).Should().Be((id, "PENDING", "DRILL"));
        var view = (await host.GetAsync($"/executions/{id}")).Json;
        ((string)view["planName"]!, (string)view["waves"]![0]!["servers"]![0]!["sourceServerId"]!).Should().Be(("3TierTest", ApiHost.Server(1)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    public async Task What_is_not_said_is_a_drill_without_clean_up(string? body)
    {
        await using var host = await ApiHost.StartAsync(allowRecovery: true);
        var plan = await host.PlanAsync("p", await host.GroupAsync("g", 1));

        (await host.PostAsync($"/recovery-plans/{plan}/execute", body)).Status.Should().Be(202);

        var snapshot = host.Tasks.Instances.Single().ReadInputAs<ExecutionSnapshot>()!;
        (snapshot.ExecutionType, snapshot.Cleanup).Should().Be((ExecutionType.Drill, CleanupPolicy.None));
    }

    [Fact]
    public async Task A_recovery_is_accepted_where_it_is_allowed()
    {
        await using var host = await ApiHost.StartAsync(allowRecovery: true);
        var plan = await host.PlanAsync("p", await host.GroupAsync("g", 1));

        (await host.PostAsync("/executions", $$"""{"planId":"{{plan}}","executionType":"RECOVERY"}""")).Status.Should().Be(202);

        host.Tasks.Instances.Single().ReadInputAs<ExecutionSnapshot>()!.ExecutionType.Should().Be(ExecutionType.Recovery);
    }

    [Fact]
    public async Task The_same_key_gives_the_same_execution_whatever_became_of_the_plan()
    {
        await using var host = await ApiHost.StartAsync();
        var plan = await host.PlanAsync("p", await host.GroupAsync("g", 1));
        var first = await host.PostAsync($"/recovery-plans/{plan}/execute", "{}", ("Idempotency-Key", "k1"));
        var id = (string)first.Json["executionId"]!;

        // The same request in other words, and through the other route.
        var again = await host.PostAsync("/executions", $$"""{"planId":"{{plan}}","executionType":"DRILL","cleanup":"NONE"}""", ("Idempotency-Key", "k1"));
        (again.Status, (string)again.Json["executionId"]!).Should().Be((202, id));
        again.Headers.GetValues("Idempotency-Replayed").Should().Equal("true");

        await host.Store.ReleaseAsync(id, CancellationToken.None);
        (await host.DeleteAsync($"/recovery-plans/{plan}")).Status.Should().Be(204);
        var afterwards = await host.PostAsync($"/recovery-plans/{plan}/execute", "{}", ("Idempotency-Key", "k1"));
        (afterwards.Status, (string)afterwards.Json["executionId"]!).Should().Be((202, id));
        host.Tasks.Instances.Should().ContainSingle();
    }

    [Fact]
    public async Task A_key_is_forgotten_after_24_hours()
    {
        await using var host = await ApiHost.StartAsync();
        var plan = await host.PlanAsync("p", await host.GroupAsync("g", 1));
        var first = (string)(await host.PostAsync($"/recovery-plans/{plan}/execute", "{}", ("Idempotency-Key", "k1"))).Json["executionId"]!;
        await host.Store.ReleaseAsync(first, CancellationToken.None);

        host.Clock.Advance(TimeSpan.FromHours(24));
        var second = (string)(await host.PostAsync($"/recovery-plans/{plan}/execute", "{}", ("Idempotency-Key", "k1"))).Json["executionId"]!;

        second.Should().NotBe(first);
    }

    [Fact]
    public async Task An_execution_accepted_while_the_hub_was_out_begins_with_the_repeated_request()
    {
        await using var host = await ApiHost.StartAsync();
        var plan = await host.PlanAsync("p", await host.GroupAsync("g", 1));
        host.Tasks.Outage = new IOException("out");
        (await host.PostAsync($"/recovery-plans/{plan}/execute", "{}", ("Idempotency-Key", "k1"))).Status.Should().Be(500);
        host.Tasks.Instances.Should().BeEmpty();
        host.Tasks.Outage = null;

        var again = await host.PostAsync($"/recovery-plans/{plan}/execute", "{}", ("Idempotency-Key", "k1"));

        again.Status.Should().Be(202);
        host.Tasks.Instances.Should().ContainSingle().Which.InstanceId.Should().Be((string)again.Json["executionId"]!);
        (await host.GetAsync("/executions")).Json["items"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task A_preview_tells_waves_and_jobs_and_starts_nothing()
    {
        await using var host = await ApiHost.StartAsync();
        var large = await host.GroupAsync("large", [.. Enumerable.Range(1, 150)]);
        var small = await host.GroupAsync("small", 200);
        var made = await host.PostAsync(
            "/recovery-plans",
            $$"""{"planName":"p","waves":[{"waveName":"A","protectionGroupIds":["{{large}}"]},{"waveName":"B","protectionGroupIds":["{{small}}"]}]}""");
        var before = await host.EverythingAsync();

        var preview = await host.PostAsync($"/recovery-plans/{(string)made.Json["planId"]!}/execute?validateOnly=true", "{}");

        preview.Status.Should().Be(200, preview.Text);
        ((int)preview.Json["serversTotal"]!).Should().Be(151);
        preview.Json["waves"]![0]!["jobs"]!.AsArray().Select(job => (int)job!["servers"]!).Should().Equal(100, 50);
        preview.Json["waves"]![1]!["dependsOn"]!.AsArray().Select(name => (string)name!).Should().Equal("A");
        (await host.EverythingAsync()).Should().Be(before);
    }

    [Fact]
    public async Task A_preview_of_what_would_be_refused_is_refused()
    {
        await using var host = await ApiHost.StartAsync();
        var plan = await host.PlanAsync("p", await host.GroupAsync("g", 1));
        await host.DrillAsync(plan);

        (await host.PostAsync($"/recovery-plans/{plan}/execute?validateOnly=true", "{}")).Code.Should().Be("PLAN_ALREADY_EXECUTING");
    }

    [Fact]
    public async Task A_cancellation_reaches_the_orchestration_and_may_be_repeated()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.DrillAsync(await host.PlanAsync("p", await host.GroupAsync("g", 1)));
        host.Tasks.OnEvent = raised => host.Tasks.Set(raised.InstanceId, OrchestrationRuntimeStatus.Running, new { RequestedAction = "CANCEL", Waves = Array.Empty<int>() });

        var first = await host.PostAsync($"/executions/{id}/cancel", """{"reason":"wrong plan","cleanup":"AT_END"}""");
        var second = await host.PostAsync($"/executions/{id}/cancel");

        (first.Status, second.Status).Should().Be((202, 202), first.Text + second.Text);
        first.Headers.Location.Should().Be(new Uri($"/executions/{id}", UriKind.Relative));
        host.Tasks.Events.Should().Equal(
            new DrsDurable.Testing.Tasks.RaisedEvent(id, "Cancel", new CancelRequest("wrong plan", CleanupPolicy.AtEnd)),
            new DrsDurable.Testing.Tasks.RaisedEvent(id, "Cancel", new CancelRequest(null)));
    }

    [Fact]
    public async Task A_cancellation_that_the_end_overtakes_is_refused()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.DrillAsync(await host.PlanAsync("p", await host.GroupAsync("g", 1)));
        host.Tasks.OnEvent = raised => host.Tasks.Set(raised.InstanceId, OrchestrationRuntimeStatus.Completed);

        var reply = await host.PostAsync($"/executions/{id}/cancel", "{}");

        (reply.Status, reply.Code).Should().Be((409, "EXECUTION_NOT_ACTIVE"));
    }

    [Fact]
    public async Task A_cancellation_before_the_orchestration_exists_is_not_lost()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.DrillAsync(await host.PlanAsync("p", await host.GroupAsync("g", 1)));
        host.Tasks.Forget(id);
        host.Tasks.OnEvent = raised => host.Tasks.Set(raised.InstanceId, OrchestrationRuntimeStatus.Running, new { RequestedAction = "CANCEL", Waves = Array.Empty<int>() });

        (await host.PostAsync($"/executions/{id}/cancel", "{}")).Status.Should().Be(202);

        host.Tasks.Instances.Should().ContainSingle().Which.InstanceId.Should().Be(id);
    }

    [Fact]
    public async Task The_list_is_narrowed_by_plan_and_status()
    {
        await using var host = await ApiHost.StartAsync();
        var one = await host.PlanAsync("one", await host.GroupAsync("one", 1));
        var two = await host.PlanAsync("two", await host.GroupAsync("two", 2));
        var first = await host.DrillAsync(one);
        var second = await host.DrillAsync(two);
        var row = (await host.Store.GetExecutionRowAsync(first, CancellationToken.None))!;
        await host.Store.UpdateExecutionRowAsync(row with { Status = ExecutionStatus.Running, Sequence = 1 }, CancellationToken.None);

        (await IdsAsync("/executions?status=RUNNING")).Should().Equal(first);
        (await IdsAsync($"/executions?planId={two}")).Should().Equal(second);
        (await IdsAsync($"/executions?planId={two}&status=RUNNING")).Should().BeEmpty();
        (await IdsAsync("/executions")).Should().HaveCount(2);

        async Task<IEnumerable<string>> IdsAsync(string path) =>
            (await host.GetAsync(path)).Json["items"]!.AsArray().Select(item => (string)item!["executionId"]!);
    }
}
