using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.DurableTask.Tests.Hub;

public sealed class ArrivalQueueTests
{
    private readonly ArrivalQueue queue = new();

    [Fact]
    public void A_message_delivered_again_while_its_turn_runs_is_looked_at_once_more_and_only_once()
    {
        queue.TryAdd(Event("m"), isUrgent: false).Should().BeTrue();
        var offered = queue.Offer(10);

        queue.TryAdd(Event("m"), isUrgent: false).Should().BeFalse();
        queue.TryAdd(Event("m"), isUrgent: false).Should().BeFalse();

        queue.Done(offered.Count).Should().Be(0, "one is done with and one waits again");
        queue.Offer(10).Should().ContainSingle();
        queue.Done(1).Should().Be(-1);
        queue.Offer(10).Should().BeEmpty();
    }

    [Fact]
    public void What_is_urgent_comes_first_and_what_came_after_the_offer_stays()
    {
        queue.TryAdd(Event("a"), isUrgent: false);
        queue.TryAdd(Event("b"), isUrgent: false);
        queue.TryAdd(Event("stop"), isUrgent: true);
        Ids(queue.Offer(1)).Should().Equal("stop", "a");
        queue.TryAdd(Event("again"), isUrgent: true);

        queue.Done(2).Should().Be(-2);

        Ids(queue.Offer(10)).Should().Equal("again", "b");
    }

    private static IEnumerable<string> Ids(IEnumerable<Arrival> arrivals) => arrivals.Select(arrival => arrival.Message!.Id);

    private static Arrival Event(string id) => new(
        new InboxMessage("a", null, id, 1, 0, Array.Empty<byte>()), new EventContent(DateTime.UnixEpoch, FromClient: true, "go", null));
}
