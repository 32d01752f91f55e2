using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Hub.Parking;

/// <summary>How histories are read at a takeover, and that a running instance's is not read at all.</summary>
public sealed class LoadTests
{
    [Fact]
    public async Task Histories_are_read_a_limited_number_at_a_time()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak, options => options.ParkAfter = Timeout.InfiniteTimeSpan);
        await hub.CreateListenersAsync(12);

        await hub.KillAndRestartAsync(options => options.MaximumConcurrentLoads = 3);
        await hub.IdleAsync();

        hub.Seen.Count(nameof(IHubStore.ReadGenerationAsync)).Should().Be(12);
        hub.Seen.MostAtOnce(nameof(IHubStore.ReadGenerationAsync)).Should().BeLessThanOrEqualTo(3);
        hub.Seen.MostAtOnce(nameof(IHubStore.ReadInstanceAsync)).Should().BeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task At_a_takeover_instances_with_messages_are_read_first()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak, options => options.ParkAfter = Timeout.InfiniteTimeSpan);
        await hub.CreateListenersAsync(9);
        var append = hub.Seen.Hold(nameof(IHubStore.AppendAsync));
        await hub.SayAsync("i007", "done.");
        await append.NextAsync();

        await hub.KillAndRestartAsync(options => options.MaximumConcurrentLoads = 1);
        await hub.IdleAsync();

        hub.Seen.Calls.First(call => call.Operation == nameof(IHubStore.ReadGenerationAsync)).Subject.Should().Be("i007");
        (await hub.GetAsync("i007")).Output.Should().Be("\"done.\"");
    }

    [Theory]
    [InlineData(HubStoreKind.Weak)]
    [InlineData(HubStoreKind.Sqlite)]
    public async Task An_instance_in_memory_never_reads_its_history_however_many_turns_it_takes(HubStoreKind kind)
    {
        await using var hub = await ParkingHub.StartAsync(kind, options => options.ParkAfter = Timeout.InfiniteTimeSpan);
        await hub.CreateListenersAsync(1);

        foreach (var _ in Enumerable.Range(0, 200))
        {
            await hub.SayAsync("i000", "x");
            await hub.IdleAsync();
        }

        hub.Seen.Count(nameof(IHubStore.ReadGenerationAsync)).Should().Be(0);
        hub.Seen.Count(nameof(IHubStore.ReadInstanceAsync)).Should().Be(0);
        hub.Seen.Count(nameof(IHubStore.AppendAsync)).Should().Be(201);
    }
}
