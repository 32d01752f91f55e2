using DrsDurable.Host.Tests.Api;

namespace DrsDurable.Host.Tests.ProtectionGroups;

public sealed class ProtectionGroupRouteTests
{
    [Fact]
    public async Task A_group_is_made_read_changed_and_deleted()
    {
        await using var host = await ApiHost.StartAsync();

        var made = await host.PostAsync(
            "/protection-groups",
            $$"""{"GroupName":" Database ","Description":"the databases","ACCOUNTID":"111122223333","region":"us-east-1","sourceServerIds":["{{ApiHost.Server(1)}}"]}""");
        made.Status.Should().Be(201);
        var id = (string)made.Json["groupId"]!;
        made.Headers.Location.Should().Be(new Uri($"/protection-groups/{id}", UriKind.Relative));
        made.Text.Should().Be(
            $$"""{"groupId":"{{id}}","groupName":"Database","description":"the databases","accountId":"111122223333","region":"us-east-1","sourceServerIds":["{{ApiHost.Server(1)}}"],"version":1,"createdAt":"2030-01-01T00:00:00Z","updatedAt":"2030-01-01T00:00:00Z"}""");
        (await host.GetAsync($"/protection-groups/{id}")).Text.Should().Be(made.Text);

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var changed = await host.PutAsync($"/protection-groups/{id}", $$"""{"sourceServerIds":["{{ApiHost.Server(2)}}"],"version":1}""");
        changed.Status.Should().Be(200);
        ((string)changed.Json["groupName"]!).Should().Be("Database", "fields left out stay");
        ((string)changed.Json["sourceServerIds"]![0]!).Should().Be(ApiHost.Server(2));
        ((int)changed.Json["version"]!).Should().Be(2);
        ((string)changed.Json["createdAt"]!).Should().Be("2030-01-01T00:00:00Z");
        ((string)changed.Json["updatedAt"]!).Should().Be("2030-01-01T00:01:00Z");

        (await host.DeleteAsync($"/protection-groups/{id}")).Status.Should().Be(204);
        (await host.GetAsync($"/protection-groups/{id}")).Status.Should().Be(404);
    }

    [Fact]
    public async Task A_reply_can_be_sent_back_as_an_update()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.GroupAsync("Database", 1);

        var reply = await host.PutAsync($"/protection-groups/{id}", (await host.GetAsync($"/protection-groups/{id}")).Text);

        reply.Status.Should().Be(200, reply.Text);
    }

    [Theory]
    [InlineData("accountId", "\"999988887777\"")]
    [InlineData("region", "\"eu-central-1\"")]
    public async Task A_group_stays_in_its_account_and_Region(string field, string value)
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.GroupAsync("Database", 1);

        var reply = await host.PutAsync($"/protection-groups/{id}", $$"""{"{{field}}":{{value}},"version":1}""");

        (reply.Status, reply.Code, reply.Field).Should().Be((400, "INVALID_FIELD", field));
    }

    [Fact]
    public async Task An_update_without_a_version_is_refused()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.GroupAsync("Database", 1);

        var reply = await host.PutAsync($"/protection-groups/{id}", """{"description":"x"}""");

        (reply.Status, reply.Code, reply.Field).Should().Be((400, "MISSING_FIELD", "version"));
    }

    [Fact]
    public async Task A_server_may_be_in_several_groups()
    {
        await using var host = await ApiHost.StartAsync();

        await host.GroupAsync("Tier", 1);
        await host.GroupAsync("Application", 1, 2);

        (await host.GetAsync("/protection-groups")).Json["items"]!.AsArray().Should().HaveCount(2);
    }

    [Fact]
    public async Task The_list_is_paged()
    {
        await using var host = await ApiHost.StartAsync();
        for (var number = 0; number < 5; number++)
        {
            await host.GroupAsync($"g{number}", 1);
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var names = new List<string>();
        string? token = null;
        do
        {
            var page = await host.GetAsync($"/protection-groups?limit=2{(token is null ? "" : $"&nextToken={token}")}");
            names.AddRange(page.Json["items"]!.AsArray().Select(group => (string)group!["groupName"]!));
            token = (string?)page.Json["nextToken"];
        }
        while (token is not null);

        names.Should().Equal("g0", "g1", "g2", "g3", "g4");
    }
}
