using System.Globalization;

namespace DrsDurable.DurableTask.Tests.Worker.RandomFlows;

/// <summary>A random orchestration: a tree of steps, and an orchestrator that runs any such tree.</summary>
public sealed record RandomFlow(FlowStep Root, int GenerationsToCome, List<string> Trace)
{
    private static readonly RetryPolicy Policy = new(3, TimeSpan.FromSeconds(5), backoffCoefficient: 2);

    public static RandomFlow Create(Random random) => new(Step(random, 3), random.Next(3), []);

    /// <summary>Traces what happened in the order the orchestrator saw it, which shows every difference between two replays.</summary>
    public static async Task<List<string>> RunAsync(TaskOrchestrationContext context, RandomFlow flow)
    {
        await RunAsync(context, flow.Root, flow.Trace);
        if (flow.GenerationsToCome > 0)
        {
            context.ContinueAsNew(flow with { GenerationsToCome = flow.GenerationsToCome - 1 });
        }

        return flow.Trace;
    }

    private static FlowStep Step(Random random, int depth)
    {
        var kind = (FlowStepKind)random.Next(depth > 0 ? 10 : 7);
        var steps = kind is FlowStepKind.All or FlowStepKind.Race or FlowStepKind.Sequence
            ? Enumerable.Range(0, random.Next(2, 5)).Select(_ => Step(random, depth - 1)).ToList()
            : [];
        return new FlowStep(kind, random.Next(3), steps);
    }

    private static async Task RunAsync(TaskOrchestrationContext context, FlowStep step, List<string> trace)
    {
        try
        {
            var seen = step.Kind switch
            {
                FlowStepKind.Activity => await context.CallActivityAsync<string>("Step", step.Value),
                FlowStepKind.Retried => await context.CallActivityAsync<string>("Step", step.Value, new TaskOptions(Policy)),
                FlowStepKind.Timer => await TimerAsync(context, step.Value),
                FlowStepKind.Event => await context.WaitForExternalEvent<string>(EventName(step)),
                FlowStepKind.EventInTime => await context.WaitForExternalEvent<string>(EventName(step), TimeSpan.FromSeconds(10)),
                FlowStepKind.Child => await context.CallSubOrchestratorAsync<string>("Child", step.Value),
                FlowStepKind.Sent => Send(context),
                FlowStepKind.All => await AllAsync(context, step, trace),
                FlowStepKind.Race => await RaceAsync(context, step, trace),
                _ => await SequenceAsync(context, step, trace),
            };
            trace.Add($"{step.Kind} {seen}");
        }
        catch (Exception expected) when (expected is TaskFailedException or TaskCanceledException)
        {
            trace.Add($"{step.Kind} {expected.GetType().Name}");
        }

        context.SetCustomStatus(trace.Count);
    }

    private static string EventName(FlowStep step) => "E" + step.Value.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> TimerAsync(TaskOrchestrationContext context, int days)
    {
        await context.CreateTimer(TimeSpan.FromDays(days * 2), CancellationToken.None);
        return context.CurrentUtcDateTime.ToString("O", CultureInfo.InvariantCulture);
    }

    private static string Send(TaskOrchestrationContext context)
    {
        var id = context.NewGuid().ToString("N");
        context.SendEvent("other", "News", id);
        return id;
    }

    private static async Task<string> AllAsync(TaskOrchestrationContext context, FlowStep step, List<string> trace)
    {
        await Task.WhenAll(step.Steps.Select(next => RunAsync(context, next, trace)));
        return "joined";
    }

    private static async Task<string> RaceAsync(TaskOrchestrationContext context, FlowStep step, List<string> trace)
    {
        var tasks = step.Steps.Select(next => RunAsync(context, next, trace)).ToList();
        var winner = tasks.IndexOf(await Task.WhenAny(tasks));
        trace.Add($"won by {winner}");
        await Task.WhenAll(tasks);
        return "raced";
    }

    private static async Task<string> SequenceAsync(TaskOrchestrationContext context, FlowStep step, List<string> trace)
    {
        foreach (var next in step.Steps)
        {
            await RunAsync(context, next, trace);
        }

        return "done";
    }
}

public sealed record FlowStep(FlowStepKind Kind, int Value, List<FlowStep> Steps);

public enum FlowStepKind
{
    Activity,
    Retried,
    Timer,
    Event,
    EventInTime,
    Child,
    Sent,
    All,
    Race,
    Sequence,
}
