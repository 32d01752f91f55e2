using DrsDurable.Host.Tests.Api;

namespace DrsDurable.Host.Tests.Plans;

public sealed class RecoveryPlanRouteTests
{
    [Fact]
    public async Task A_plan_is_made_read_changed_and_deleted()
    {
        await using var host = await ApiHost.StartAsync();
        var group = await host.GroupAsync("Database", 1, 2);

        var made = await host.PostAsync(
            "/recovery-plans",
            $$"""{"planName":"3TierTest","waves":[{"waveName":"Database","protectionGroupIds":["{{group}}"],"optionalServerIds":["{{ApiHost.Server(2)}}"],"onFailure":"CONTINUE","deadlineMinutes":30}]}""");
        made.Status.Should().Be(201, made.Text);
        var id = (string)made.Json["planId"]!;
        made.Text.Should().Be(
            $$"""{"planId":"{{id}}","planName":"3TierTest","description":null,"waves":[{"waveName":"Database","protectionGroupIds":["{{group}}"],"sourceServerIds":null,"dependsOn":null,"optionalServerIds":["{{ApiHost.Server(2)}}"],"onFailure":"CONTINUE","deadlineMinutes":30}],"version":1,"createdAt":"2030-01-01T00:00:00Z","updatedAt":"2030-01-01T00:00:00Z"}""");
        (await host.GetAsync("/recovery-plans")).Json["items"]![0]!.ToJsonString().Should().Be(made.Json.ToJsonString());

        var changed = await host.PutAsync($"/recovery-plans/{id}", made.Text.Replace("3TierTest", "3 tiers", StringComparison.Ordinal));
        (changed.Status, (int)changed.Json["version"]!, (string)changed.Json["planName"]!).Should().Be((200, 2, "3 tiers"));

        (await host.DeleteAsync($"/recovery-plans/{id}")).Status.Should().Be(204);
        (await host.GetAsync($"/recovery-plans/{id}")).Status.Should().Be(404);
    }

    [Fact]
    public async Task Dependencies_are_matched_without_regard_to_case_and_kept_as_the_waves_are_called()
    {
        await using var host = await ApiHost.StartAsync();
        var database = await host.GroupAsync("Database", 1);
        var web = await host.GroupAsync("Web", 2);

        var made = await host.PostAsync(
            "/recovery-plans",
            $$"""{"planName":"p","waves":[{"waveName":"Web","protectionGroupIds":["{{web}}"],"dependsOn":["DATABASE"]},{"waveName":"Database","protectionGroupIds":["{{database}}"],"dependsOn":[]}]}""");

        made.Status.Should().Be(201, made.Text);
        ((string)made.Json["waves"]![0]!["dependsOn"]![0]!).Should().Be("Database");
    }

    [Fact]
    public async Task A_group_that_shrank_under_a_plan_is_found_when_the_plan_is_to_run()
    {
        await using var host = await ApiHost.StartAsync();
        var group = await host.GroupAsync("Database", 1, 2);
        var made = await host.PostAsync(
            "/recovery-plans",
            $$"""{"planName":"p","waves":[{"waveName":"A","protectionGroupIds":["{{group}}"],"sourceServerIds":["{{ApiHost.Server(2)}}"]}]}""");
        await host.PutAsync($"/protection-groups/{group}", $$"""{"sourceServerIds":["{{ApiHost.Server(1)}}"],"version":1}""");

        var reply = await host.PostAsync($"/recovery-plans/{(string)made.Json["planId"]!}/execute", "{}");

        (reply.Status, reply.Code, reply.Field).Should().Be((400, "INVALID_FIELD", "waves[0].sourceServerIds[0]"));
    }
}
