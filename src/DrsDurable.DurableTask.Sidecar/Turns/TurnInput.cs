using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Turns;

/// <summary>
/// The incoming side of one turn. A response is accepted only if exactly its task is open; an event only if its message id is
/// neither in the history nor carried over; everything else is a late or repeated delivery and is only deleted.
/// </summary>
/// <param name="Stamp">Time of the turn: later than every earlier turn of the instance, not before any timer fired in it.</param>
/// <param name="Arrived">Events in the order the orchestrator sees them.</param>
/// <param name="Consumed">Messages that could arrive again.</param>
/// <param name="Delete">Inbox messages that are done with once the turn is committed, or at once if there is no turn.</param>
/// <param name="Terminate">The instance must end now, without asking a worker.</param>
/// <param name="ArrivalsTaken">How many of the arrivals offered were looked at.</param>
/// <param name="Dropped">How many of them change nothing.</param>
internal sealed record TurnInput(
    DateTime Stamp,
    IReadOnlyList<HistoryEvent> Arrived,
    IReadOnlyList<ConsumedMessage> Consumed,
    IReadOnlyList<MessageKey> Delete,
    TerminateContent? Terminate,
    int ArrivalsTaken,
    DroppedArrivals Dropped)
{
    /// <summary>The instance has failed and must be rewound.</summary>
    public RewindContent? Rewind { get; init; }

    /// <summary>The instance has ended without being rewound, and its rewound parent waits for that end again.</summary>
    public ParentLink? AnswerTo { get; init; }

    /// <summary>How the first turn of a rewound generation begins.</summary>
    public RewindPlan? Plan { get; init; }

    public static TurnInput Collect(
        InstanceState state, IReadOnlyList<Arrival> arrivals, DateTime now, DateTime machineNow, TaskHubLimits limits, RewindPlan? plan = null)
    {
        var collected = new Collector(state, now, machineNow, limits.TurnArrivals, plan);
        var bytes = 0;
        var taken = 0;
        foreach (var arrival in arrivals)
        {
            bytes += arrival.ApproximateBytes;
            if (taken == limits.TurnArrivals || (taken > 0 && bytes > limits.TurnArrivalBytes) || !collected.TryTake(arrival))
            {
                break;
            }

            taken++;
        }

        return collected.Finish(taken);
    }

    private sealed class Collector
    {
        private readonly InstanceState state;
        private readonly DateTime now;
        private readonly DateTime machineNow;
        private readonly RewindPlan? plan;
        private readonly int most;
        private readonly Queue<TimerCreatedEvent>? dueTimers;
        private readonly List<HistoryEvent> arrived = [];
        private List<ConsumedMessage>? consumed;
        private List<MessageKey>? delete;
        private HashSet<string>? idsHere;
        private HashSet<int>? answeredHere;
        private int? firstAnswered;
        private TerminateContent? terminate;
        private RewindContent? rewind;
        private ParentLink? answerTo;
        private DateTime latestFireAt = DateTime.MinValue;
        private DroppedArrivals dropped;

        /// <param name="most">Events one turn takes.</param>
        public Collector(InstanceState state, DateTime now, DateTime machineNow, int most, RewindPlan? plan)
        {
            this.most = most;
            this.plan = plan;
            this.state = state;
            this.now = now;
            this.machineNow = machineNow;
            var reached = state.Reached(now);
            if (state.Completion is null && state.OpenTimers.Count > 0)
            {
                dueTimers = new Queue<TimerCreatedEvent>(
                    state.OpenTimers.Values.Where(timer => timer.FireAt <= reached).OrderBy(timer => timer.FireAt).ThenBy(timer => timer.EventId));
            }
        }

        /// <returns><see langword="false"/> if the turn is full: the arrival is for the next one.</returns>
        public bool TryTake(Arrival arrival)
        {
            if (state.Completion is null && terminate is null && IsForThisLife(arrival) && arrival.Content is not TerminateContent)
            {
                // Timers due before it come first, and may fill the turn.
                FireTimers(arrival.Content.SentAt);
                if (arrived.Count >= most)
                {
                    return false;
                }
            }

            Take(arrival);
            return true;
        }

        private void Take(Arrival arrival)
        {
            if (arrival.Message is { } message)
            {
                (delete ??= []).Add(message.Key);
                if (!IsForThisLife(arrival))
                {
                    dropped = dropped with { ForOtherLives = dropped.ForOtherLives + 1 };
                    return;
                }
            }

            if (arrival.Content is RewindContent asked)
            {
                TakeRewind(asked);
                return;
            }

            if (state.Completion is not null || terminate is not null)
            {
                dropped = dropped with { AfterTheEnd = dropped.AfterTheEnd + 1 };
                return;
            }

            FireTimers(arrival.Content.SentAt);
            switch (arrival.Content)
            {
                case ResponseContent response:
                    if (IsOpen(response) && IsFirstAnswer(response.TaskId))
                    {
                        arrived.Add(response.Outcome.Timestamp == response.SentAt ? response.Outcome : response.Outcome with { Timestamp = response.SentAt });
                    }
                    else
                    {
                        dropped = dropped with { LateResponses = dropped.LateResponses + 1 };
                    }

                    break;
                case TerminateContent content:
                    terminate = content;
                    break;
                case EventContent content when IsFirst(arrival):
                    arrived.Add(new EventRaisedEvent(content.SentAt, content.Name, content.Input));
                    break;
                case SuspendContent content when IsFirst(arrival):
                    arrived.Add(new ExecutionSuspendedEvent(content.SentAt, content.Reason));
                    break;
                case ResumeContent content when IsFirst(arrival):
                    arrived.Add(new ExecutionResumedEvent(content.SentAt, content.Reason));
                    break;
            }
        }

        public TurnInput Finish(int taken)
        {
            FireTimers(DateTime.MaxValue);
            var stamp = state.Mark == BatchMark.Start || !state.Safeguards.StampsIncrease ? state.LastStamp : state.LastStamp.AddMilliseconds(1);
            stamp = now > stamp ? now : stamp;
            stamp = latestFireAt > stamp ? latestFireAt : stamp;
            return new TurnInput(stamp, arrived, (IReadOnlyList<ConsumedMessage>?)consumed ?? [], (IReadOnlyList<MessageKey>?)delete ?? [], terminate, taken, dropped)
            {
                Rewind = rewind,
                AnswerTo = answerTo,
                Plan = plan,
            };
        }

        private bool IsOpen(ResponseContent response) => plan is null
            ? state.IsOpen(response.Life, response.Generation, response.Outcome)
            : plan.IsOpen(response.Life, response.Generation, response.Outcome, state);

        private void TakeRewind(RewindContent content)
        {
            var isNew = content.Parent is { } parent
                ? state.Head.Parent is { } known && parent.Generation > Math.Max(known.Generation, rewind?.Parent?.Generation ?? -1)
                : content.Request is { } request && request.Life == state.Head.Life && request.Failed == state.Mark && rewind is null;
            if (!isNew || (content.Parent is null && state.Completion is not { Status: InstanceStatus.Failed }))
            {
                content.Request?.Reply(rewound: false);
                dropped = dropped with { Duplicates = dropped.Duplicates + 1 };
            }
            else if (state.Completion is null)
            {
                // It was rewound on its own or runs still: it only learns which generation of its parent waits for it.
                arrived.Add(new ExecutionRewoundEvent(content.SentAt, content.Reason, content.Parent!.Generation));
            }
            else if (state.Completion.Status == InstanceStatus.Failed)
            {
                rewind = rewind is null ? content : rewind with { Parent = content.Parent };
            }
            else
            {
                answerTo = content.Parent;
            }
        }

        private bool IsForThisLife(Arrival arrival) =>
            arrival.Message?.TargetLife is not { } life || string.Equals(life, state.Head.Life, StringComparison.Ordinal);

        private bool IsFirst(Arrival arrival)
        {
            var id = arrival.Message!.Id;
            if (state.HasConsumed(id) || !(idsHere ??= new HashSet<string>(StringComparer.Ordinal)).Add(id))
            {
                dropped = dropped with { Duplicates = dropped.Duplicates + 1 };
                return false;
            }

            (consumed ??= []).Add(new ConsumedMessage(id, machineNow, arrival.Content.FromClient));
            return true;
        }

        /// <summary>The usual turn has one answer and needs no set.</summary>
        private bool IsFirstAnswer(int taskId)
        {
            if (answeredHere is null)
            {
                if (firstAnswered is not { } first)
                {
                    firstAnswered = taskId;
                    return true;
                }

                answeredHere = [first];
            }

            return answeredHere.Add(taskId);
        }

        private void FireTimers(DateTime upTo)
        {
            while (terminate is null && arrived.Count < most && dueTimers is not null && dueTimers.TryPeek(out var timer) && timer.FireAt <= upTo)
            {
                dueTimers.Dequeue();
                latestFireAt = timer.FireAt > latestFireAt ? timer.FireAt : latestFireAt;
                arrived.Add(new TimerFiredEvent(timer.FireAt, timer.EventId, timer.FireAt));
            }
        }
    }
}

/// <summary>Arrivals that change nothing: repeated, late, meant for another life, or after the end.</summary>
internal readonly record struct DroppedArrivals(int Duplicates, int LateResponses, int ForOtherLives, int AfterTheEnd);
