using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Waves;

namespace DrsDurable.Recovery.Jobs;

/// <summary>The part of a job before DRS has one: intent, attempts, waits, and looks for what an attempt may have left.</summary>
internal sealed class JobLaunch(TaskOrchestrationContext context, JobRun run, JobDesk desk, Task<HoldBack> heldBack)
{
    /// <summary>One wait or one activity.</summary>
    public async Task StepAsync()
    {
        if (heldBack.IsCompleted)
        {
            desk.Move(desk.State.Under(await heldBack));
        }

        var launch = desk.State.Launch;
        var isUndecided = launch.Step == LaunchStep.Reconcile;
        if (desk.State.HeldBack is { } order && !isUndecided)
        {
            desk.Move(desk.State.End(order.EndAs, desk.Now, order.EndAs == ServerStatus.Skipped ? new ServerError(ServerErrorCode.PlanStopped, order.Reason) : null));
        }
        else if (launch.NextActAt > desk.Now && !desk.DeadlinePassed)
        {
            await WaitAsync(launch.NextActAt, isUndecided);
        }
        else if (desk.DeadlinePassed && !isUndecided)
        {
            desk.Move(desk.State.End(ServerStatus.Timeout, desk.Now, PassedDeadline()));
        }
        else
        {
            await ActAsync(launch);
        }
    }

    private async Task ActAsync(LaunchState launch)
    {
        if (launch.Intent is not { } intent)
        {
            await PrepareAsync();
            return;
        }

        var input = new StartRecoveryInput(run with { State = null }, intent, launch.Attempt, launch.FirstUnknownAttempt, desk.Now);
        var name = launch.Step == LaunchStep.Start ? nameof(StartRecovery) : nameof(ReconcileLaunch);
        LaunchOutcome outcome;
        try
        {
            outcome = await context.CallActivityAsync<LaunchOutcome>(name, input);
        }
        catch (TaskFailedException failure)
        {
            // Our own store or code failed, before or after the call: what reached DRS is unknown.
            outcome = launch.Step == LaunchStep.Start
                ? new LaunchOutcome(LaunchVerdict.Unknown, Detail: failure.Message)
                : new LaunchOutcome(LaunchVerdict.NotSent, Detail: failure.Message);
        }

        if (outcome.Verdict == LaunchVerdict.Refused)
        {
            desk.Move(desk.State.End(ServerStatus.Failed, desk.Now, new ServerError(outcome.Code ?? ServerErrorCode.LaunchFailed, outcome.Detail)));
            return;
        }

        if (desk.DeadlinePassed && launch.Step == LaunchStep.Reconcile && outcome.Verdict != LaunchVerdict.Adopted)
        {
            desk.Move(desk.State.End(ServerStatus.Timeout, desk.Now, PassedDeadline()));
            return;
        }

        desk.Move(LaunchRule.After(desk.State, outcome, desk.Now, run.Timing));
    }

    private async Task PrepareAsync()
    {
        var prepared = await context.CallActivityAsync<PreparedLaunch>(nameof(PrepareLaunch), new PrepareLaunchInput(run with { State = null }, desk.Now), JobDesk.Persistent);
        if (prepared.Outcome is { Verdict: LaunchVerdict.Refused } refused)
        {
            desk.Move(desk.State.End(ServerStatus.Failed, desk.Now, new ServerError(refused.Code ?? ServerErrorCode.LaunchFailed, refused.Detail)));
        }
        else if (prepared.Outcome is { } trouble)
        {
            desk.Move(LaunchRule.After(desk.State, trouble, desk.Now, run.Timing));
        }
        else
        {
            desk.Move(desk.State with
            {
                Launch = desk.State.Launch with { Step = LaunchStep.Start, Intent = prepared.Intent, Waits = 0 },
                Waiting = null,
                Servers = [.. desk.State.Servers.Select(server => server with { Hostname = prepared.Hostnames?.GetValueOrDefault(server.SourceServerId) })],
            });
        }
    }

    private async Task WaitAsync(DateTimeOffset until, bool isUndecided)
    {
        using var done = new CancellationTokenSource();
        var timer = context.CreateTimer((until < run.Deadline ? until : run.Deadline).UtcDateTime, done.Token);
        if (isUndecided || heldBack.IsCompleted)
        {
            await timer;
        }
        else if (await Task.WhenAny(timer, heldBack) == heldBack)
        {
            Abandon(done);
        }
    }

    /// <summary>Synchronously: an orchestrator has only one thread.</summary>
    private static void Abandon(CancellationTokenSource timer) => timer.Cancel();

    private ServerError PassedDeadline() => new(
        ServerErrorCode.WaveDeadline,
        desk.State.Waiting is { } waiting ? $"The wave's deadline passed while waiting ({waiting.Reason}): {waiting.Detail}" : "The wave's deadline passed before DRS took the launch.");
}
