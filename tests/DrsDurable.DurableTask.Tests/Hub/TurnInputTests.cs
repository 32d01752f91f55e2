using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.DurableTask.Tests.Hub;

public sealed class TurnInputTests
{
    private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("life", 1, 0, true)]
    [InlineData("life", 0, 0, false)]
    [InlineData("life", 2, 0, false)]
    [InlineData("other", 1, 0, false)]
    [InlineData("life", 1, 7, false)]
    public void A_response_is_accepted_only_if_exactly_its_task_is_open(string life, int generation, int taskId, bool accepted)
    {
        var state = InSecondGenerationWith(new TaskScheduledEvent(0, Noon, "Act", null, null, NoTags));

        var input = Collect(state, new Arrival(null, new ResponseContent(Noon, life, generation, taskId, new TaskCompletedEvent(Noon, taskId, "1"))));

        input.Arrived.Should().HaveCount(accepted ? 1 : 0);
        input.ArrivalsTaken.Should().Be(1);
    }

    [Fact]
    public void A_response_of_the_wrong_kind_does_not_complete_a_task_of_the_same_id()
    {
        var state = InSecondGenerationWith(new TimerCreatedEvent(0, Noon, Noon.AddHours(1)));

        Collect(state, new Arrival(null, new ResponseContent(Noon, "life", 1, 0, new TaskCompletedEvent(Noon, 0, "1")))).Arrived.Should().BeEmpty();
    }

    [Fact]
    public void Two_answers_to_one_task_in_one_turn_count_once_and_both_messages_are_deleted()
    {
        var state = InSecondGenerationWith(new TaskScheduledEvent(0, Noon, "Act", null, null, NoTags));
        var answer = new ResponseContent(Noon, "life", 1, 0, new TaskCompletedEvent(Noon, 0, "1"));

        var input = Collect(state, Message("m1", answer), Message("m2", answer));

        input.Arrived.Should().ContainSingle();
        input.Delete.Should().HaveCount(2);
    }

    [Fact]
    public void A_message_for_another_life_is_deleted_unread()
    {
        var state = InSecondGenerationWith();
        var message = Message("m", new EventContent(Noon, true, "go", null));

        var input = Collect(state, message with { Message = message.Message! with { TargetLife = "earlier" } });

        input.Arrived.Should().BeEmpty();
        input.Delete.Should().ContainSingle();
    }

    [Fact]
    public void An_event_sent_before_a_timer_is_due_comes_before_it_even_if_both_wait()
    {
        var state = InSecondGenerationWith(new TimerCreatedEvent(0, Noon, Noon.AddMinutes(10)), new TimerCreatedEvent(1, Noon, Noon.AddMinutes(5)));

        var input = TurnInput.Collect(
            state, [Message("m", new EventContent(Noon.AddMinutes(7), true, "go", null))], Noon.AddHours(1), Noon, new TaskHubLimits());

        input.Arrived.Select(e => e is TimerFiredEvent timer ? $"timer {timer.TimerId}" : "event").Should().Equal("timer 1", "event", "timer 0");
        input.Stamp.Should().Be(Noon.AddHours(1));
    }

    [Fact]
    public void The_stamp_is_never_before_a_timer_that_fires_nor_before_the_last_turn()
    {
        var state = InSecondGenerationWith(new TimerCreatedEvent(0, Noon, Noon.AddSeconds(1)));

        var input = TurnInput.Collect(state, [], Noon.AddDays(-1), Noon, new TaskHubLimits());

        input.Arrived.Should().ContainSingle().Which.Should().BeOfType<TimerFiredEvent>();
        input.Stamp.Should().BeAfter(state.LastStamp);
    }

    private static Dictionary<string, string> NoTags { get; } = [];

    private static TurnInput Collect(InstanceState state, params Arrival[] arrivals) =>
        TurnInput.Collect(state, arrivals, Noon.AddSeconds(10), Noon, new TaskHubLimits());

    private static Arrival Message(string id, MessageContent content) => new(new InboxMessage("a", null, id, 1, 0, MessageCodec.Encode(content)), content);

    private static InstanceState InSecondGenerationWith(params HistoryEvent[] open)
    {
        var head = new InstanceHead(
            "a", "life", "Name", null, NoTags, null, null, "life", Noon, null, Noon, null, InstanceStatus.Pending, null, 0, -1);
        var state = new InstanceState(head, null);
        Apply(Noon, new GenerationClose("second", null, null, [], []), state.DeriveExecutionStarted(Noon));
        Apply(Noon.AddSeconds(1), null, [state.DeriveExecutionStarted(Noon), .. open]);
        return state;

        void Apply(DateTime stamp, GenerationClose? close, params HistoryEvent[] events) => state.Apply(
            new Batch(stamp, [new OrchestratorStartedEvent(stamp), .. events, new OrchestratorCompletedEvent(stamp)], [], [], BatchMark.Start, null, close), "w", 1);
    }
}
