using DrsDurable.DurableTask.Sidecar.Store;
using FluentAssertions;
using Xunit;

namespace DrsDurable.Testing.Hubs;

public abstract partial class HubStoreContract
{
    [Fact]
    public async Task Send_TheSameMessageTwice_KeepsTheFirst()
    {
        var message = Message("a", "m", 5);
        await Store.SendAsync([new OutboundMessage(message)], default);

        await Store.SendAsync([new OutboundMessage(message with { Content = new byte[] { 7 } })], default);

        (await InboxAsync()).Should().ContainSingle().Which.Content.ToArray().Should().Equal(9);
    }

    [Fact]
    public async Task ReadInbox_ReturnsEveryMessageInTheOrderOfKeys()
    {
        await Store.SendAsync(
            [
                .. new[]
                {
                    Message("b", "m1", 1), Message("a", "m9", 10), Message("a", "m3", 9, 1), Message("a", "m2", 9, 0), Message("a", "m1", 10),
                    Message("a/b", "m", 1), Message("ä", "m", 1),
                }.Select(message => new OutboundMessage(message)),
            ],
            default);
        await ReopenAsync();

        var keys = (await InboxAsync()).Select(message => $"{message.TargetInstanceId} {message.Stamp} {message.Index} {message.Id}");

        keys.Should().Equal("a 9 0 m2", "a 9 1 m3", "a 10 0 m1", "a 10 0 m9", "a/b 1 0 m", "b 1 0 m1", "ä 1 0 m");
    }

    [Fact]
    public async Task ReadInbox_SkipsNothing_WhenMessagesSeenAreDeletedBetweenPages()
    {
        const int Count = 1100;
        await Store.SendAsync([.. Enumerable.Range(0, Count).Select(i => new OutboundMessage(Message("a", "m", i)))], default);
        var first = await Store.ReadInboxAsync(0, null, default);

        await Store.DeleteMessagesAsync(Lease, [.. first.Items.Select(message => message.Key)], default);
        var second = await Store.ReadInboxAsync(0, first.Continuation, default);

        second.Items[0].Stamp.Should().BeLessThanOrEqualTo(first.Items.Count);
    }

    [Fact]
    public async Task DeleteMessages_RemovesThemAndMayBeRepeated()
    {
        var message = Message("a", "m", 5);
        await Store.SendAsync([new OutboundMessage(message), new OutboundMessage(Message("a", "n", 5))], default);

        (await Store.DeleteMessagesAsync(Lease, [message.Key], default)).Should().Be(LeaseOutcome.Done);
        (await Store.DeleteMessagesAsync(Lease, [message.Key], default)).Should().Be(LeaseOutcome.Done);

        (await InboxAsync()).Should().ContainSingle().Which.Id.Should().Be("n");
    }

    [Fact]
    public async Task RenewLease_TellsTheOwnerFromOneWhoLostTheShard()
    {
        var old = Lease;
        (await Store.RenewLeaseAsync(Lease, default)).Should().Be(LeaseOutcome.Done);

        await ReopenAsync();

        (await Store.RenewLeaseAsync(old, default)).Should().Be(LeaseOutcome.LeaseLost);
        (await Store.RenewLeaseAsync(Lease, default)).Should().Be(LeaseOutcome.Done);
    }

    [Fact]
    public async Task DeleteMessages_ByAnOwnerWhoLostTheShard_DeletesNothing()
    {
        var message = Message("a", "m", 5);
        await Store.SendAsync([new OutboundMessage(message)], default);
        var old = Lease;
        await ReopenAsync();

        (await Store.DeleteMessagesAsync(old, [message.Key], default)).Should().Be(LeaseOutcome.LeaseLost);
        (await Store.DeadLetterAsync(old, message.Key, "late", default)).Should().Be(LeaseOutcome.LeaseLost);

        (await InboxAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task DeadLetter_TakesTheMessageOutOfTheInbox()
    {
        var message = Message("a", "m", 5);
        await Store.SendAsync([new OutboundMessage(message)], default);

        (await Store.DeadLetterAsync(Lease, message.Key, "undecodable", default)).Should().Be(LeaseOutcome.Done);

        (await InboxAsync()).Should().BeEmpty();
    }
}
