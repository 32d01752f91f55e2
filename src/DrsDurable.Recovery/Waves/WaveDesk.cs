using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Waves;

/// <summary>Where a running wave keeps what it knows of its jobs, and what makes it known.</summary>
internal sealed class WaveDesk
{
    private readonly TaskOrchestrationContext context;
    private readonly WaveRun run;
    private readonly ILogger logger;
    private readonly SortedDictionary<int, JobTally> jobs = [];
    private readonly SortedDictionary<int, JobResult> results = [];
    private readonly DateTimeOffset startedAt;
    private readonly DateTimeOffset deadline;
    private DateTimeOffset? upAt;
    private DateTimeOffset? downAt;

    public WaveDesk(TaskOrchestrationContext context, WaveRun run)
    {
        this.context = context;
        this.run = run;
        logger = context.CreateReplaySafeLogger<Wave>();
        startedAt = Now;
        deadline = startedAt + TimeSpan.FromMinutes(run.Wave.DeadlineMinutes);
        Shares = JobSplit.Of(run.Wave);
        foreach (var share in Shares)
        {
            jobs[share.Number] = new JobTally(share.Number, null, false, 0, ServerTally.Unstarted(share.Servers));
        }

        logger.WaveStarted(run.ExecutionId, run.Wave.WaveName, Shares.Count, run.Wave.Servers.Count);
    }

    public IReadOnlyList<JobShare> Shares { get; }

    private DateTimeOffset Now => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    private ServerTally Tally => jobs.Values.Aggregate(ServerTally.Empty, (sum, job) => sum + job.Tally);

    /// <summary>Runs one job to its end. One that breaks loses its servers and not the wave.</summary>
    public async Task<JobResult> LaunchAsync(JobShare share)
    {
        var job = new JobRun(
            run.ExecutionId, run.Wave.Number, run.Wave.WaveName, share.Number, share.AccountId, share.Region, run.IsDrill, deadline, run.Timing, share.Servers);
        try
        {
            return await context.CallSubOrchestratorAsync<JobResult>(nameof(RecoveryJob), job, new SubOrchestrationOptions(instanceId: job.InstanceId));
        }
        catch (TaskFailedException failure)
        {
            logger.LogError(failure, "Execution {ExecutionId} wave {Wave}: the orchestration of job {Job} broke", run.ExecutionId, run.Wave.WaveName, share.Number);
            var error = new ServerError(ServerErrorCode.OrchestrationFailed, Text.Shorten(failure.Message));
            return new JobResult(
                new Launched(job.InstanceId, share.AccountId, share.Region, [.. share.Servers.Select(server => server.SourceServerId)], jobs[share.Number].JobId, IsLost: true),
                [.. share.Servers.Select(server => new ServerProgress(server.SourceServerId, server.Impact).Ended(ServerStatus.Failed, Now, error))]);
        }
    }

    public void Learn(ServersChanged news)
    {
        if (jobs.TryGetValue(news.Job, out var job) && news.Sequence > job.Sequence && !job.IsEnded)
        {
            jobs[news.Job] = job with { Sequence = news.Sequence, JobId = news.JobId, Tally = news.Tally };
            Tell();
        }
    }

    public void Record(int number, JobResult result)
    {
        results[number] = result;
        jobs[number] = jobs[number] with { IsEnded = true, JobId = result.Launch.JobId, Tally = ServerTally.Of(result.Servers) };
        Tell();
    }

    public WaveResult Finish()
    {
        var servers = results.Values.SelectMany(result => result.Servers).ToList();
        var status = WaveVerdict.Of(servers);
        logger.WaveEnded(run.ExecutionId, run.Wave.WaveName, status);
        context.SetCustomStatus(Level(status, Now));
        return new WaveResult(run.Wave.Number, status, servers, [.. results.Values.Select(result => result.Launch)]);
    }

    public void Show() => context.SetCustomStatus(Level(jobs.Values.Any(job => job.JobId is not null) ? WaveStatus.Launching : WaveStatus.Started, null));

    private void Tell()
    {
        var tally = Tally;
        if (upAt is null && downAt is null && (tally.IsUp || tally.IsDown))
        {
            upAt = tally.IsUp ? Now : null;
            downAt = tally.IsUp ? null : Now;
            logger.WaveDecided(run.ExecutionId, run.Wave.WaveName, tally.IsUp ? "up" : "down", tally.Launched, tally.Failed);
            if (context.Parent is { } execution)
            {
                context.SendEvent(
                    execution.InstanceId, tally.IsUp ? WaveNews.Up : WaveNews.Down, new WaveNews(run.Wave.Number, Now, tally.Launched, tally.Failed));
            }
        }

        Show();
    }

    private WaveLevel Level(WaveStatus status, DateTimeOffset? endedAt) =>
        new(run.Wave.Number, status, startedAt, deadline, upAt, endedAt, [.. jobs.Values]);
}
