using DrsDurable.DurableTask.Sidecar.Store;
using FluentAssertions;
using Xunit;

namespace DrsDurable.Testing.Hubs;

/// <content>What was set aside, and what becomes of it.</content>
public abstract partial class HubStoreContract
{
    [Fact]
    public async Task ListQuarantined_ShowsMarkedInstancesByIdWithReasonAndTime_AlsoToTheNextProcess()
    {
        foreach (var id in (string[])["d", "b", "a", "c", "e", "f", "g"])
        {
            await CreateAsync(id, "l1");
        }

        foreach (var id in (string[])["g", "d", "b", "a", "f"])
        {
            await Store.SetQuarantineAsync(id, "l1", $"{id} is damaged", default);
        }

        await ReopenAsync();
        var found = await QuarantinedAsync();

        found.Select(instance => (instance.InstanceId, instance.Life, instance.Reason)).Should().Equal(
            ("a", "l1", "a is damaged"), ("b", "l1", "b is damaged"), ("d", "l1", "d is damaged"), ("f", "l1", "f is damaged"), ("g", "l1", "g is damaged"));
        found.Should().OnlyContain(instance => instance.Since != null && instance.Since.Value.Kind == DateTimeKind.Utc);
    }

    [Fact]
    public async Task ListQuarantined_ForgetsReleasedPurgedAndReplacedInstances()
    {
        await CreateAsync("released", "l1");
        await CreateAsync("purged", "l1");
        await CreateAsync("replaced", "l1");
        await CreateAsync("otherLife", "l2");
        foreach (var id in (string[])["released", "purged", "replaced", "otherLife"])
        {
            await Store.SetQuarantineAsync(id, "l1", "damaged", default);
        }

        await Store.SetQuarantineAsync("released", "l1", null, default);
        await EndAsync("purged", "l1");
        await Store.PurgeAsync("purged", "l1", default);
        await EndAsync("replaced", "l1");
        await CreateAsync("replaced", "l2");

        (await QuarantinedAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task SetQuarantine_Again_KeepsTheTimeOfTheFirstAndShowsTheNewReason()
    {
        await CreateAsync("a", "l1");
        await Store.SetQuarantineAsync("a", "l1", "damaged", default);
        var first = (await QuarantinedAsync()).Single();

        await Store.SetQuarantineAsync("a", "l1", "damaged still", default);

        (await QuarantinedAsync()).Should().Equal(first with { Reason = "damaged still" });
    }

    [Fact]
    public async Task ListDeadLetters_PagesThemInTheOrderOfKeysWithReasonTimeAndContent()
    {
        InboxMessage[] messages = [Message("b", "m1", 1), Message("a", "m9", 10), Message("a/b", "m", 3), Message("a", "m3", 9, 1), Message("a", "m2", 9)];
        await Store.SendAsync([.. messages.Select(message => new OutboundMessage(message))], default);
        foreach (var message in messages)
        {
            await Store.DeadLetterAsync(Lease, message.Key, $"{message.Id} cannot be read", default);
        }

        await ReopenAsync();
        var first = await Store.ListDeadLettersAsync(0, 2, null, default);
        var second = await Store.ListDeadLettersAsync(0, 2, first.Continuation, default);
        var third = await Store.ListDeadLettersAsync(0, 2, second.Continuation, default);

        DeadLetter[] letters = [.. first.Items, .. second.Items, .. third.Items];
        letters.Select(letter => $"{letter.Message.TargetInstanceId} {letter.Message.Id} {letter.Reason}").Should().Equal(
            "a m2 m2 cannot be read", "a m3 m3 cannot be read", "a m9 m9 cannot be read", "a/b m m cannot be read", "b m1 m1 cannot be read");
        letters.Should().OnlyContain(letter => letter.Since != null && letter.Message.Content.Length == 1);
        third.Continuation.Should().BeNull();
        (await Store.CountDeadLettersAsync(0, default)).Should().Be(5);
    }

    [Fact]
    public async Task ListDeadLetters_WithAContinuationNobodyGave_IsRefused()
    {
        foreach (var token in (string[])["nonsense", "1/2", "1/2/9999/a", "x/y/z/a"])
        {
            await FluentActions.Awaiting(() => Store.ListDeadLettersAsync(0, 10, token, default)).Should().ThrowAsync<ArgumentException>(token);
        }
    }

    [Fact]
    public async Task SettleDeadLetter_PutBack_IsReadFromTheInboxAgain()
    {
        var message = Message("a", "m", 5);
        await Store.SendAsync([new OutboundMessage(message)], default);
        await Store.DeadLetterAsync(Lease, message.Key, "unknown format", default);

        (await Store.SettleDeadLetterAsync(message.Key, DeadLetterSettlement.PutBack, default)).Should().BeTrue();

        (await InboxAsync()).Should().ContainSingle().Which.Content.ToArray().Should().Equal(9);
        (await Store.CountDeadLettersAsync(0, default)).Should().Be(0);
        (await Store.SettleDeadLetterAsync(message.Key, DeadLetterSettlement.PutBack, default)).Should().BeFalse();
        (await InboxAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task SettleDeadLetter_Discard_RemovesItForGood()
    {
        var message = Message("a", "m", 5);
        await Store.SendAsync([new OutboundMessage(message)], default);
        await Store.DeadLetterAsync(Lease, message.Key, "unknown format", default);

        (await Store.SettleDeadLetterAsync(message.Key, DeadLetterSettlement.Discard, default)).Should().BeTrue();

        (await InboxAsync()).Should().BeEmpty();
        (await Store.CountDeadLettersAsync(0, default)).Should().Be(0);
    }

    private async Task<IReadOnlyList<QuarantinedInstance>> QuarantinedAsync()
    {
        var found = new List<QuarantinedInstance>();
        string? continuation = null;
        do
        {
            var page = await Store.ListQuarantinedAsync(0, continuation, default);
            found.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return found;
    }
}
