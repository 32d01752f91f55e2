using System.Globalization;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.DurableTask.Tests.Worker.RandomFlows;

/// <summary>What reaches an orchestrator: answers to what it asked for, in any order, some twice; events; suspensions.</summary>
internal sealed class RandomArrivals(Random random, OrchestratorScript script)
{
    private readonly List<OrchestratorAction> open = [];
    private readonly List<HistoryEvent> answered = [];
    private bool suspended;
    private bool started;

    public List<string> Raised { get; } = [];

    public void Take(OrchestratorResult result)
    {
        open.AddRange(result.Actions.Where(action => action is ScheduleTaskAction or CreateTimerAction or CreateSubOrchestrationAction));
        if (result.Actions.OfType<CompleteOrchestrationAction>().Any())
        {
            // Answers of a closed generation reach no other one: the hub sees to that.
            open.Clear();
            answered.Clear();
            suspended = false;
            started = false;
        }
    }

    public HistoryEvent[] Next()
    {
        if (!started)
        {
            started = true;
            return random.Next(3) == 0 ? [Raise()] : [];
        }

        return [.. Enumerable.Range(0, random.Next(1, 4)).SelectMany(_ => One())];
    }

    private IEnumerable<HistoryEvent> One()
    {
        switch (random.Next(10))
        {
            case 0:
                suspended = !suspended;
                return [suspended ? new ExecutionSuspendedEvent(script.Now, null) : new ExecutionResumedEvent(script.Now, null)];
            case 1 when answered.Count > 0:
                return [answered[random.Next(answered.Count)]];
            case 2 or 3:
            case var _ when open.Count == 0:
                return [Raise()];
            default:
                return [Answer()];
        }
    }

    private EventRaisedEvent Raise()
    {
        var name = "E" + random.Next(3).ToString(CultureInfo.InvariantCulture);
        Raised.Add($"event {name} {Raised.Count}");
        return script.Raised(random.Next(2) == 0 ? name : name.ToLowerInvariant(), Raised[^1]);
    }

    private HistoryEvent Answer()
    {
        var action = open[random.Next(open.Count)];
        open.Remove(action);
        HistoryEvent answer = action switch
        {
            CreateTimerAction timer => Fire(timer),
            ScheduleTaskAction when random.Next(3) == 0 => script.Failed(action.Id, isNonRetriable: random.Next(4) == 0),
            ScheduleTaskAction => script.Completed(action.Id, $"result of {action.Id}"),
            _ when random.Next(4) == 0 => new SubOrchestrationInstanceFailedEvent(script.Now, action.Id, null),
            _ => script.ChildCompleted(action.Id, $"child {action.Id}"),
        };
        answered.Add(answer);
        return answer;
    }

    private TimerFiredEvent Fire(CreateTimerAction timer)
    {
        script.Now = timer.FireAt > script.Now ? timer.FireAt : script.Now;
        return script.Fired(timer.Id);
    }
}
