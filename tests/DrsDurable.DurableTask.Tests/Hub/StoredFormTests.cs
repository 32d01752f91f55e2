using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Turns;
using DrsDurable.Testing.Cases;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>The stored forms: what is written is read back, what is damaged or newer is refused and never misread.</summary>
public sealed class StoredFormTests
{
    private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_batch_with_every_kind_of_event_is_read_back_as_it_was_written()
    {
        var batch = FullBatch();

        var read = BatchCodec.Decode(BatchCodec.Encode(batch));

        read.Should().BeEquivalentTo(batch, options => options.RespectingRuntimeTypes().WithStrictOrdering());
    }

    [Fact]
    public void A_head_is_read_back_as_it_was_written()
    {
        var head = new InstanceHead(
            "a", "l", "Name", "2.0", new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "v" }, new ParentLink("p", "pl", 3, "Parent", null, 7),
            "00-trace", "exec", Noon, Noon.AddDays(1), Noon.AddSeconds(1), Noon.AddSeconds(2), InstanceStatus.Failed, "\"status ü\"", 4, 17);

        HeadCodec.Decode(HeadCodec.Encode(head)).Should().BeEquivalentTo(head);
    }

    [Fact]
    public void Every_message_is_read_back_as_it_was_written()
    {
        MessageContent[] contents =
        [
            new EventContent(Noon, true, "go", null), new EventContent(Noon, false, "go", "{}"), new SuspendContent(Noon, "why"), new ResumeContent(Noon, null),
            new TerminateContent(Noon, true, "1", true),
            new ResponseContent(Noon, "l", 2, 5, new SubOrchestrationInstanceFailedEvent(Noon, 5, null)),
        ];

        foreach (var content in contents)
        {
            MessageCodec.Decode(MessageCodec.Encode(content)).Should().Be(content);
        }
    }

    [Fact]
    public void A_rewound_batch_is_read_back_with_the_part_it_took_over()
    {
        var rewound = new Batch(
            Noon,
            [
                new OrchestratorStartedEvent(Noon.AddHours(-1)), new SubOrchestrationInstanceCreatedEvent(0, Noon.AddHours(-1), "C", null, "child", "in", NoTags),
                new SubOrchestrationInstanceCreatedEvent(1, Noon.AddHours(-1), "C", null, "other", null, NoTags), new OrchestratorCompletedEvent(Noon.AddMinutes(-30)),
                new OrchestratorStartedEvent(Noon), new ExecutionRewoundEvent(Noon, "repaired \u00fc", null), new ExecutionRewoundEvent(Noon, null, 7),
                new OrchestratorCompletedEvent(Noon),
            ],
            [new ConsumedMessage("m1", Noon.AddSeconds(-3), true)],
            [],
            new BatchMark(3, -1),
            null,
            null,
            new CopiedHistory(4, new Dictionary<int, TaskOrigin> { [0] = new(0, 3), [1] = new(2, 2) }));
        var closing = FullBatch() with { Close = new GenerationClose("exec", "in", null, [], [], Rewinds: true) };

        foreach (var batch in (Batch[])[rewound, closing])
        {
            var read = BatchCodec.Decode(BatchCodec.Encode(batch));
            read.Should().BeEquivalentTo(batch, options => options.RespectingRuntimeTypes().WithStrictOrdering());
            read.FirstOwn.Should().Be(batch.FirstOwn);
        }

        for (var length = 0; length < BatchCodec.Encode(rewound).Length; length++)
        {
            var decode = () => BatchCodec.Decode(BatchCodec.Encode(rewound)[..length]);
            decode.Should().Throw<UndecodableContentException>($"only {length} bytes are there");
        }
    }

    [Fact]
    public void A_rewind_message_is_read_back_as_it_was_written()
    {
        RewindContent[] contents =
        [
            new(Noon, "repaired", new ParentLink("p", "life", 3, "Main", "1.0", 7)), new(Noon, null, new ParentLink("p", "life", 0, "Main", null, 0)),
        ];

        foreach (var content in contents)
        {
            MessageCodec.Decode(MessageCodec.Encode(content)).Should().Be(content);
        }
    }

    [Fact]
    public void A_failure_is_read_back_with_its_properties_and_one_written_before_there_were_any_too()
    {
        var failure = new FailureDetails("Outer", "o", "at", new FailureDetails("Inner", "i", Properties: "{\"code\":7}"), IsNonRetriable: true, Properties: "{}");
        byte[] before = [1, 2, (byte)'E', 2, (byte)'m', 0, 1];

        FailureCodec.Decode(FailureCodec.Encode(failure)!.Value).Should().Be(failure);
        FailureCodec.Decode(before).Should().Be(new FailureDetails("E", "m", IsNonRetriable: true));
        FailureCodec.Encode(new FailureDetails("E", "m", IsNonRetriable: true))!.Value.ToArray().Should().Equal(before);
    }

    [Fact]
    public void A_batch_of_a_newer_format_is_refused_naming_it()
    {
        var content = BatchCodec.Encode(FullBatch()).ToArray();
        content[0] = 3;

        var decode = () => BatchCodec.Decode(content);

        decode.Should().Throw<UndecodableContentException>().WithMessage("*format 3*");
    }

    [Fact]
    public void A_batch_cut_short_anywhere_is_refused()
    {
        var content = BatchCodec.Encode(FullBatch());

        for (var length = 0; length < content.Length; length++)
        {
            var decode = () => BatchCodec.Decode(content[..length]);
            decode.Should().Throw<UndecodableContentException>($"{length} of {content.Length} bytes are there");
        }
    }

    [Fact]
    public void Damaged_bytes_never_break_the_reader_of_a_form_without_checksum()
    {
        var random = new Random(TestSeed.Or(1));
        var intact = BatchCodec.Encode(FullBatch()).ToArray()[..^4];
        intact[0] = 1;
        var refused = 0;
        for (var i = 0; i < 5000; i++)
        {
            var damaged = intact.ToArray();
            foreach (var _ in Enumerable.Range(0, random.Next(1, 4)))
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                BatchCodec.Decode(damaged);
            }
            catch (UndecodableContentException)
            {
                refused++;
            }
        }

        refused.Should().BePositive();
    }

    [Fact]
    public void Every_changed_byte_of_a_batch_a_head_and_a_message_is_found()
    {
        EveryChangeIsFound(BatchCodec.Encode(FullBatch()), content => BatchCodec.Decode(content));
        EveryChangeIsFound(MessageCodec.Encode(new EventContent(Noon, true, "go", "\"payload\"")), content => MessageCodec.Decode(content));
        EveryChangeIsFound(
            HeadCodec.Encode(new InstanceHead(
                "a", "l", "Name", null, NoTags, null, null, "exec", Noon, null, Noon, null, InstanceStatus.Running, "\"status\"", 0, 3)),
            content => HeadCodec.Decode(content));

        static void EveryChangeIsFound(ReadOnlyMemory<byte> intact, Action<ReadOnlyMemory<byte>> decode)
        {
            for (var position = 1; position < intact.Length; position++)
            {
                foreach (byte change in (byte[])[0x01, 0x80, 0xFF])
                {
                    var damaged = intact.ToArray();
                    damaged[position] ^= change;
                    var reading = () => decode(damaged);
                    reading.Should().Throw<UndecodableContentException>($"byte {position} was changed").WithMessage("*checksum*");
                }
            }
        }
    }

    [Fact]
    public void A_head_and_a_message_written_before_there_were_checksums_are_read()
    {
        var head = new InstanceHead("a", "l", "Name", null, NoTags, null, null, "exec", Noon, null, Noon, null, InstanceStatus.Running, null, 0, 3);
        var message = new EventContent(Noon, true, "go", "1");

        HeadCodec.Decode(Before(HeadCodec.Encode(head))).Should().BeEquivalentTo(head);
        MessageCodec.Decode(Before(MessageCodec.Encode(message))).Should().Be(message);

        static ReadOnlyMemory<byte> Before(ReadOnlyMemory<byte> content)
        {
            var written = content.ToArray()[..^4];
            written[0] = 1;
            return written;
        }
    }

    [Fact]
    public void A_batch_written_before_tasks_had_trace_contexts_is_read()
    {
        // Written by the version before: TaskScheduled #0 "A" and SubOrchestrationInstanceCreated #1 "C" child.
        var content = Convert.FromHexString("010000A0B1573CC5E2080008020800000241023103696E000B0200024300066368696C6403696E0000");

        var read = BatchCodec.Decode(content);

        read.Events.OfType<TaskScheduledEvent>().Single().Should().BeEquivalentTo(new TaskScheduledEvent(0, Noon, "A", "1", "in", NoTags));
        read.Events.OfType<SubOrchestrationInstanceCreatedEvent>().Single().Should().BeEquivalentTo(
            new SubOrchestrationInstanceCreatedEvent(1, Noon, "C", null, "child", "in", NoTags));
        BatchCodec.Encode(read).ToArray()[1..^4].Should().Equal(content[1..], "what is in no trace is written as before, but for the checksum");
    }

    [Fact]
    public void Tasks_and_children_in_a_trace_are_read_back_with_their_contexts()
    {
        var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var batch = new Batch(
            Noon,
            [
                new TaskScheduledEvent(0, Noon, "A", "1", null, NoTags) { TraceParent = trace },
                new SubOrchestrationInstanceCreatedEvent(1, Noon, "C", null, "child", "in", NoTags) { TraceParent = trace },
            ],
            [],
            [],
            new BatchMark(0, 4),
            null,
            null);

        BatchCodec.Decode(BatchCodec.Encode(batch)).Should().BeEquivalentTo(batch, options => options.RespectingRuntimeTypes().WithStrictOrdering());
    }

    [Fact]
    public void A_turn_of_a_sequence_takes_few_bytes_beyond_its_payloads()
    {
        var batch = new Batch(
            Noon,
            [
                new OrchestratorStartedEvent(Noon), new TaskCompletedEvent(Noon.AddMilliseconds(-1), 4, "\"0123456789\""),
                new TaskScheduledEvent(5, Noon, "Activity", null, "[\"0123456789\"]", NoTags), new OrchestratorCompletedEvent(Noon),
            ],
            [],
            [],
            new BatchMark(0, 4),
            null,
            null);

        BatchCodec.Encode(batch).Length.Should().BeLessThan(100);
    }

    private static Dictionary<string, string> NoTags { get; } = [];

    private static Batch FullBatch()
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "1", ["b"] = "" };
        var failure = new FailureDetails("T", "m", "stack", new FailureDetails("I", "i"), IsNonRetriable: true);
        return new Batch(
            Noon,
            [
                new OrchestratorStartedEvent(Noon),
                new ExecutionStartedEvent(Noon, "N", "v", "{}", "a", "x", new ParentInstance("p", "P", null, 3), tags, Noon.AddDays(2), "trace"),
                new EventRaisedEvent(Noon.AddMinutes(-5), "e", "näme \u4e16"),
                new ExecutionSuspendedEvent(Noon, "s"),
                new ExecutionResumedEvent(Noon, null),
                new TaskScheduledEvent(0, Noon, "A", "1", null, tags),
                new TaskCompletedEvent(Noon, 0, "r"),
                new TaskFailedEvent(Noon, 1, failure),
                new SubOrchestrationInstanceCreatedEvent(2, Noon, "C", null, "child", "in", NoTags),
                new SubOrchestrationInstanceCompletedEvent(Noon, 2, null),
                new SubOrchestrationInstanceFailedEvent(Noon, 3, null),
                new TimerCreatedEvent(4, Noon, Noon.AddHours(9)),
                new TimerFiredEvent(Noon, 4, Noon.AddHours(9)),
                new EventSentEvent(5, Noon, "t", "n", "i"),
                new ExecutionTerminatedEvent(Noon, "o", true),
                new ExecutionCompletedEvent(6, Noon, InstanceStatus.ContinuedAsNew, "next", failure),
                new OrchestratorCompletedEvent(Noon),
            ],
            [new ConsumedMessage("m1", Noon.AddSeconds(3), true)],
            [new ConsumedMessage("m0", Noon.AddSeconds(-30), false)],
            new BatchMark(2, 41),
            new CustomStatusChange(null),
            new GenerationClose("exec", null, "v2", [new EventRaisedEvent(Noon, "e", null)], [new ConsumedMessage("m2", Noon, false)]));
    }
}
