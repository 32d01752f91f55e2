using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.Host.Tests.Api;

namespace DrsDurable.Host.Tests.Runtime;

/// <summary>What an operator sees of the hub, and what can be done about what was set aside.</summary>
public sealed class HubRouteTests
{
    [Fact]
    public async Task The_hub_says_what_it_has_to_do()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Hub.CreateInstanceAsync(new CreateInstanceRequest("a", "Main"), default);
        await host.Hub.CreateInstanceAsync(new CreateInstanceRequest("b", "Main", StartAt: new DateTime(2099, 1, 1, 0, 0, 0, DateTimeKind.Utc)), default);
        await SetAside.DeadLetterAsync(host, "a", "m1", 1, [0xFF]);

        var hub = (await host.GetAsync("/runtime/hub")).Json;

        ((string)hub["name"]!, (string)hub["store"]!, (int)hub["shardsOwned"]!).Should().Be(("default", "sqlite", 1));
        ((int)hub["lease"]!["shard"]!, (int)hub["lease"]!["epoch"]!).Should().Be((0, 1));
        ((int)hub["activeInstances"]!, (int)hub["backlog"]!["turns"]!, (int)hub["backlog"]!["activities"]!).Should().Be((2, 1, 0));
        ((bool)hub["idle"]!, (string)hub["nextDue"]!).Should().Be((false, "2099-01-01T00:00:00Z"));
        ((int)hub["quarantined"]!, (int)hub["deadLetters"]!).Should().Be((0, 1));
        hub["unserved"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task A_quarantined_instance_is_listed_with_reason_and_time_and_runs_once_it_is_released()
    {
        await using var host = await ApiHost.StartAsync(hubTasks: tasks => tasks.AddOrchestratorFunc("Main", _ => Task.FromResult("done")));
        await SetAside.RepairedInstanceAsync(host, "repaired");
        await SetAside.DamagedInstanceAsync(host, "damaged/ä");

        var before = (await host.GetAsync("/runtime/quarantine")).Json["items"]!.AsArray();
        var released = await host.PostAsync("/runtime/quarantine/repaired/release");
        var refused = await host.PostAsync($"/runtime/quarantine/{Uri.EscapeDataString("damaged/ä")}/release");
        await host.Hub.WaitForCompletionAsync("repaired", false, default).WaitAsync(TimeSpan.FromSeconds(60));
        var after = (await host.GetAsync("/runtime/quarantine")).Json["items"]!.AsArray();

        before.Select(item => ((string)item!["instanceId"]!, (string)item["state"]!)).Should().Equal(("damaged/ä", "quarantined"), ("repaired", "quarantined"));
        before.Should().OnlyContain(item => item!["since"] != null && item["reason"] != null);
        (released.Status, (string)released.Json["state"]!).Should().Be((200, "released"));
        (refused.Status, refused.Code).Should().Be((409, "INSTANCE_NOT_RELEASED"));
        ((string)refused.Json["detail"]!).Should().Contain("format 255");
        after.Select(item => (string)item!["instanceId"]!).Should().Equal("damaged/ä");
    }

    [Fact]
    public async Task The_quarantine_has_pages()
    {
        await using var host = await ApiHost.StartAsync();
        foreach (var id in (string[])["a", "b", "c"])
        {
            await SetAside.DamagedInstanceAsync(host, id);
        }

        var first = (await host.GetAsync("/runtime/quarantine?limit=2")).Json;
        var second = (await host.GetAsync($"/runtime/quarantine?limit=2&nextToken={first["nextToken"]}")).Json;

        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => (string)item!["instanceId"]!).Should().Equal("a", "b", "c");
        second["nextToken"].Should().BeNull();
    }

    [Fact]
    public async Task Dead_letters_have_pages_and_tell_no_payload_unless_asked()
    {
        await using var host = await ApiHost.StartAsync();
        foreach (var stamp in Enumerable.Range(1, 3))
        {
            await SetAside.DeadLetterAsync(host, "ä/1", $"m{stamp}", stamp, [0xFF, (byte)stamp]);
        }

        var first = (await host.GetAsync("/runtime/dead-letters?limit=2")).Json;
        var second = (await host.GetAsync($"/runtime/dead-letters?limit=2&nextToken={first["nextToken"]}&showPayload=true")).Json;

        var letters = first["items"]!.AsArray().Concat(second["items"]!.AsArray()).ToList();
        letters.Select(letter => ((string)letter!["targetInstanceId"]!, (string)letter["messageId"]!, (int)letter["sizeBytes"]!)).Should().Equal(
            ("ä/1", "m1", 2), ("ä/1", "m2", 2), ("ä/1", "m3", 2));
        letters.Should().OnlyContain(letter => ((string)letter!["reason"]!).Contains("format 255") && letter["since"] != null && (long)letter["ageSeconds"]! >= 0);
        letters.Take(2).Should().OnlyContain(letter => letter!["payload"] == null);
        ((string)letters[2]!["payload"]!).Should().Be("/wM=");
    }

    [Fact]
    public async Task A_dead_letter_is_redelivered_or_discarded_once()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Hub.CreateInstanceAsync(new CreateInstanceRequest("a", "Main"), default);
        await SetAside.DeadLetterAsync(host, "a", "m1", 1, [0xFF]);
        await SetAside.DeadLetterAsync(host, "a", "m2", 2, [0xFF]);
        var ids = (await host.GetAsync("/runtime/dead-letters")).Json["items"]!.AsArray().Select(letter => (string)letter!["deadLetterId"]!).ToArray();

        (await host.DeleteAsync($"/runtime/dead-letters/{ids[0]}")).Status.Should().Be(204);
        (await host.DeleteAsync($"/runtime/dead-letters/{ids[0]}")).Code.Should().Be("DEAD_LETTER_NOT_FOUND");
        (await host.PostAsync($"/runtime/dead-letters/{ids[1]}/redeliver")).Status.Should().Be(204);

        // It still cannot be read: the hub sets it aside again as soon as it sees it.
        string[] left;
        do
        {
            left = [.. (await host.GetAsync("/runtime/dead-letters")).Json["items"]!.AsArray().Select(letter => (string)letter!["messageId"]!)];
        }
        while (left.Length == 0);
        left.Should().Equal("m2");
    }
}
