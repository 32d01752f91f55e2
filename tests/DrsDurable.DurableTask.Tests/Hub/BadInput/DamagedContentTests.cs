using System.Text;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs;
using static DrsDurable.DurableTask.Tests.Hub.HubCalls;

namespace DrsDurable.DurableTask.Tests.Hub.BadInput;

/// <summary>Bytes that change on the disk under a hub: one instance is set aside with the reason, the others go on, nothing is lost.</summary>
public sealed class DamagedContentTests
{
    private const string Marker = "a-word-that-stands-nowhere-else";

    private static readonly Action<DurableTaskRegistry> Pair = tasks => tasks.AddOrchestratorFunc<string>("Pair", async context =>
        await context.WaitForExternalEvent<string>("word") + await context.WaitForExternalEvent<string>("word"));

    [Fact]
    public async Task A_batch_with_a_changed_byte_quarantines_its_instance_until_it_is_repaired_and_released()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Pair);
        await StartAsync(hub, "bad", "Pair");
        await StartAsync(hub, "good", "Pair");
        await SayAsync(hub, "bad", Marker);
        await SayAsync(hub, "good", "one");
        await hub.IdleAsync();

        await hub.Process.StopAsync();
        ChangeByteOf(hub, Marker).Should().BePositive();
        await hub.StartProcessAsync();
        await SayAsync(hub, "bad", "-two");
        await SayAsync(hub, "good", "-two");
        await hub.IdleAsync();

        (await GetAsync(hub, "good")).Output.Should().Be("\"one-two\"");
        var bad = await GetAsync(hub, "bad");
        bad.Status.Should().Be(InstanceStatus.Running);
        bad.QuarantineReason.Should().Contain("checksum").And.Contain("damaged");
        hub.Hub.Quarantined.Keys.Should().Equal("bad");

        await hub.Process.StopAsync();
        ChangeByteOf(hub, Marker).Should().BePositive("the same change again repairs it");
        await hub.StartProcessAsync();
        await hub.Hub.ReleaseAsync("bad", default);
        await hub.IdleAsync();
        (await GetAsync(hub, "bad")).Output.Should().Be($"\"{Marker}-two\"", "what arrived meanwhile stayed in its inbox");
    }

    [Fact]
    public async Task A_head_with_a_changed_byte_sets_its_instance_aside_and_the_others_go_on()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks =>
        {
            Pair(tasks);
            tasks.AddOrchestratorFunc<string>(Marker, context => context.WaitForExternalEvent<string>("word"));
        });
        await StartAsync(hub, "bad", Marker);
        await StartAsync(hub, "good", "Pair");
        await hub.IdleAsync();

        await hub.Process.StopAsync();
        ChangeByteOf(hub, Marker).Should().BePositive();
        await hub.StartProcessAsync();
        await SayAsync(hub, "bad", "heard");
        await SayAsync(hub, "good", "one");
        await SayAsync(hub, "good", "-two");
        await hub.IdleAsync();

        (await GetAsync(hub, "good")).Output.Should().Be("\"one-two\"");
        hub.Hub.Quarantined.Should().ContainKey("bad").WhoseValue.Should().Contain("checksum");
        var page = await hub.Client.QueryAsync(new InstanceQuery(), default);
        page.Instances.Select(instance => instance.InstanceId).Should().Equal("good");

        await hub.Process.StopAsync();
        ChangeByteOf(hub, Marker).Should().BePositive();
        await hub.StartProcessAsync();
        await hub.Hub.ReleaseAsync("bad", default);
        await hub.IdleAsync();
        (await GetAsync(hub, "bad")).Output.Should().Be("\"heard\"", "what arrived meanwhile stayed in its inbox");
    }

    [Fact]
    public async Task A_message_with_a_changed_byte_becomes_a_dead_letter_with_the_reason_and_its_target_goes_on()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Pair);
        await StartAsync(hub, "a", "Pair");
        await hub.IdleAsync();
        await hub.Process.StopAsync();
        await using (var store = hub.Medium.Open(hub.Clock))
        {
            await store.OpenAsync("default", "sender", default);
            var content = Sidecar.Messages.MessageCodec.Encode(new Sidecar.Messages.EventContent(hub.Clock.GetUtcNow().UtcDateTime, true, "word", $"\"{Marker}\""));
            await store.SendAsync([new OutboundMessage(new InboxMessage("a", null, "damaged", 1, 0, content))], default);
        }

        ChangeByteOf(hub, Marker).Should().BePositive();
        await hub.StartProcessAsync();
        await SayAsync(hub, "a", "one");
        await SayAsync(hub, "a", "-two");
        await hub.IdleAsync();

        (await GetAsync(hub, "a")).Output.Should().Be("\"one-two\"");
        await hub.Process.StopAsync();
        await using var after = hub.Medium.Open(hub.Clock);
        await after.OpenAsync("default", "reader", default);
        var letter = (await after.ListDeadLettersAsync(0, 10, null, default)).Items.Should().ContainSingle().Subject;
        letter.Message.Id.Should().Be("damaged");
        letter.Reason.Should().Contain("checksum");
        (await after.ReadInboxAsync(0, null, default)).Items.Should().BeEmpty();
    }

    private static Task<SignalResult> SayAsync(VirtualHub hub, string id, string word) =>
        hub.Client.RaiseEventAsync(id, "word", $"\"{word}\"", null, default);

    /// <summary>Flips a bit in the middle of every place where the text stands in the file, as it stands or once flipped.</summary>
    /// <returns>In how many places.</returns>
    private static int ChangeByteOf(VirtualHub hub, string text)
    {
        var file = File.ReadAllBytes(hub.Medium.DatabasePath);
        var intact = Encoding.UTF8.GetBytes(text);
        var flipped = intact.ToArray();
        flipped[flipped.Length / 2] ^= 0x02;
        var places = 0;
        for (var at = 0; at <= file.Length - intact.Length; at++)
        {
            var here = file.AsSpan(at, intact.Length);
            if (here.SequenceEqual(intact) || here.SequenceEqual(flipped))
            {
                here[intact.Length / 2] ^= 0x02;
                places++;
            }
        }

        File.WriteAllBytes(hub.Medium.DatabasePath, file);
        return places;
    }
}
