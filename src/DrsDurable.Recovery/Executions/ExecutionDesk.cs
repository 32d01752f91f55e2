using DrsDurable.Recovery.CleanUp;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Waves;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Executions;

/// <summary>Where a running execution keeps what it knows of its waves, and what makes it known: custom status, list row, log.</summary>
internal sealed class ExecutionDesk
{
    /// <summary>About eight hours: claims that are not freed keep people from starting their plan.</summary>
    private static readonly TaskOptions Patient = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 500, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(60)));

    private readonly TaskOrchestrationContext context;
    private readonly ExecutionSnapshot plan;
    private readonly ILogger logger;
    private readonly SortedDictionary<int, WaveResult> results = [];
    private readonly List<Task> rows = [];
    private IReadOnlyList<WaveProgress> waves;
    private ExecutionLevel level;
    private RecoveryTiming timing = new();
    private long sequence;
    private bool isStopped;

    public ExecutionDesk(TaskOrchestrationContext context, ExecutionSnapshot plan)
    {
        this.context = context;
        this.plan = plan;
        logger = context.CreateReplaySafeLogger<RecoveryExecution>();
        waves = [.. plan.Waves.Select(wave => new WaveProgress(wave.Number))];
        level = new ExecutionLevel(ExecutionStatus.Running, Now, null, null, null, null, plan.Cleanup, waves, null);
    }

    public bool WantsCleanup => level.Cleanup == CleanupPolicy.AtEnd && plan.ExecutionType == ExecutionType.Drill;

    private DateTimeOffset Now => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    public async Task BeginAsync() => timing = await context.CallActivityAsync<RecoveryTiming>(nameof(BeginExecution), NextRow(), JobDesk.Persistent);

    /// <summary>Starts every wave whose time has come, after closing off those whose time will not come.</summary>
    public Dictionary<int, Task<WaveResult>> StartReady()
    {
        waves = WavePlan.CloseOff(plan, waves, Now);
        if (!isStopped && WavePlan.StoppedBy(plan, waves) is { } failed)
        {
            isStopped = true;
            HoldBackRunning(new HoldBack(ServerStatus.Skipped, $"Wave {failed.WaveName} did not come up, and its policy is STOP: nothing new is launched."));
        }

        var started = new Dictionary<int, Task<WaveResult>>();
        foreach (var wave in WavePlan.Ready(plan, waves))
        {
            Change(wave.Number, progress => progress with { Status = WaveStatus.Started, StartedAt = Now });
            started.Add(wave.Number, RunAsync(wave));
        }

        Tell();
        return started;
    }

    public void WaveIsUp(WaveNews news) => Change(news.Wave, wave => wave with
    {
        UpAt = wave.UpAt ?? news.At,
        ServersLaunched = Math.Max(wave.ServersLaunched, news.ServersLaunched),
        ServersFailed = Math.Max(wave.ServersFailed, news.ServersFailed),
    });

    public void WaveIsDown(WaveNews news) => Change(news.Wave, wave => wave with
    {
        DownAt = wave.DownAt ?? news.At,
        ServersLaunched = Math.Max(wave.ServersLaunched, news.ServersLaunched),
        ServersFailed = Math.Max(wave.ServersFailed, news.ServersFailed),
    });

    public void WaveEnded(WaveResult result)
    {
        results[result.Number] = result;
        var tally = ServerTally.Of(result.Servers);
        Change(result.Number, wave => wave with
        {
            Status = result.Status,
            UpAt = wave.UpAt ?? (tally.IsUp ? Now : null),
            DownAt = wave.DownAt ?? (tally.IsUp || wave.UpAt is not null ? null : Now),
            EndedAt = Now,
            ServersLaunched = tally.Launched,
            ServersFailed = tally.Failed,
        });
    }

    /// <summary>Starts nothing new from now on; what runs, runs on. Only the first request's reason and time count.</summary>
    public void Cancel(CancelRequest request)
    {
        if (level.CancelledAt is null)
        {
            logger.CancelAccepted(plan.ExecutionId, request.Reason);
            HoldBackRunning(new HoldBack(ServerStatus.Cancelled, request.Reason));
            waves = WavePlan.Close(waves, WaveStatus.Cancelled, Now);
            level = level with { RequestedAction = ExecutionLevel.CancelAction, CancelReason = request.Reason, CancelledAt = Now, Status = ExecutionStatus.Cancelling };
        }

        level = level with { Cleanup = request.Cleanup == CleanupPolicy.AtEnd ? CleanupPolicy.AtEnd : level.Cleanup };
        Tell();
    }

    /// <summary>Something of our own broke before or between waves: nothing more is started, and the reason is kept.</summary>
    public void Break(string reason)
    {
        logger.LogError("Execution {ExecutionId} cannot go on: {Reason}", plan.ExecutionId, reason);
        waves = WavePlan.Close(waves, WaveStatus.Skipped, Now);
        level = level with { Reason = Text.Shorten(reason) };
    }

    public async Task CleanUpAsync()
    {
        var run = new CleanupRun(plan.ExecutionId, timing, [.. results.Values.SelectMany(result => result.Launches)]);
        try
        {
            await context.CallSubOrchestratorAsync<CleanupLevel>(
                nameof(InstanceCleanup), run, new SubOrchestrationOptions(instanceId: InstanceIds.Cleanup(plan.ExecutionId)));
        }
        catch (TaskFailedException failure)
        {
            logger.LogError(failure, "Execution {ExecutionId}: clean-up broke; look for its recovery instances in DRS", plan.ExecutionId);
            level = level with { Reason = $"Clean-up broke ({Text.Shorten(failure.Message, 500)}): look for this execution's recovery instances in DRS." };
        }
    }

    /// <summary>Writes the last row and frees the claims; the status is shown as final only afterwards, so that the plan can be started again at once.</summary>
    public async Task EndAsync()
    {
        level = level with { Status = FinalStatusNow(), EndedAt = Now };
        await TryAsync(Task.WhenAll(rows), "a row could not be written");
        await TryAsync(context.CallActivityAsync<bool>(nameof(EndExecution), NextRow(), Patient), "its claims could not be freed, the host's sweep will do it");
    }

    public ExecutionResult Finish()
    {
        Show();
        return new ExecutionResult(level.Status, level.Reason);
    }

    public void Show() => context.SetCustomStatus(level with { Waves = waves });

    private async Task<WaveResult> RunAsync(WaveSnapshot wave)
    {
        var run = new WaveRun(plan.ExecutionId, plan.ExecutionType != ExecutionType.Recovery, timing, wave);
        try
        {
            return await context.CallSubOrchestratorAsync<WaveResult>(
                nameof(Wave), run, new SubOrchestrationOptions(instanceId: InstanceIds.Wave(plan.ExecutionId, wave.Number)));
        }
        catch (TaskFailedException failure)
        {
            logger.LogError(failure, "Execution {ExecutionId} wave {Wave}: its orchestration broke", plan.ExecutionId, wave.WaveName);
            var error = new ServerError(ServerErrorCode.OrchestrationFailed, Text.Shorten(failure.Message));
            return new WaveResult(
                wave.Number,
                WaveStatus.Failed,
                [.. wave.Servers.Select(server => new ServerProgress(server.SourceServerId, server.Impact).Ended(ServerStatus.Failed, Now, error))],
                [.. JobSplit.Of(wave).Select(share => new Launched(
                    InstanceIds.Job(plan.ExecutionId, wave.Number, share.Number), share.AccountId, share.Region,
                    [.. share.Servers.Select(server => server.SourceServerId)], null, IsLost: true))]);
        }
    }

    private async Task TryAsync(Task task, string consequence)
    {
        try
        {
            await task;
        }
        catch (TaskFailedException failure)
        {
            logger.LogError(failure, "Execution {ExecutionId}: {Consequence}", plan.ExecutionId, consequence);
        }
    }

    private ExecutionStatus FinalStatusNow() => level.Reason is not null && results.Count == 0
        ? ExecutionStatus.Failed
        : FinalStatus.Of([.. plan.Waves.SelectMany(ServersOf)], level.CancelledAt);

    private IEnumerable<ServerProgress> ServersOf(WaveSnapshot wave) => results.TryGetValue(wave.Number, out var result)
        ? result.Servers
        : wave.Servers.Select(server => new ServerProgress(server.SourceServerId, server.Impact).Ended(
            waves[wave.Number].Status == WaveStatus.Cancelled ? ServerStatus.Cancelled : ServerStatus.Skipped, waves[wave.Number].EndedAt ?? Now));

    private void HoldBackRunning(HoldBack order)
    {
        foreach (var wave in waves.Where(wave => wave.IsRunning))
        {
            context.SendEvent(InstanceIds.Wave(plan.ExecutionId, wave.Number), HoldBack.EventName, order);
        }
    }

    private void Change(int wave, Func<WaveProgress, WaveProgress> change) =>
        waves = [.. waves.Select(progress => progress.Number == wave ? change(progress) : progress)];

    private void Tell()
    {
        Show();
        rows.Add(context.CallActivityAsync<bool>(nameof(RecordExecution), NextRow(), JobDesk.Persistent));
    }

    private ExecutionRow NextRow() => ExecutionRow.Accepted(plan) with
    {
        Status = level.Status,
        StartedAt = level.StartedAt,
        EndedAt = level.EndedAt,
        ServersLaunched = waves.Sum(wave => wave.ServersLaunched),
        ServersFailed = waves.Sum(wave => wave.ServersFailed),
        Sequence = ++sequence,
    };
}
