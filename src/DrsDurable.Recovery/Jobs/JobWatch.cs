using DrsDurable.Recovery.Executions;

namespace DrsDurable.Recovery.Jobs;

/// <summary>The part of a job after DRS has taken it: polls until every server has a verdict or the deadline passes.</summary>
internal sealed class JobWatch(TaskOrchestrationContext context, JobRun run, JobDesk desk)
{
    private static readonly TimeSpan[] EnrichmentPauses = [TimeSpan.Zero, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(45)];

    /// <summary>One tick of the grid.</summary>
    public async Task StepAsync()
    {
        var state = desk.State;
        var next = PollSchedule.NextTick(NotBefore(state), PollSchedule.IsFast(state.Servers, state.JobCreatedAt, desk.Now), run.Timing);
        var tick = desk.DeadlinePassed ? desk.Now : next < run.Deadline ? next : run.Deadline;
        if (!desk.DeadlinePassed)
        {
            await context.CreateTimer(tick.UtcDateTime, CancellationToken.None);
        }

        var poll = await context.CallActivityAsync<JobObservation>(
            nameof(DescribeJob),
            new DescribeJobInput(run.AccountId, run.Region, state.JobId!, [.. run.Servers.Select(server => server.SourceServerId)], tick, ReadLog(state, tick), state.Seen),
            JobDesk.Persistent);
        var after = JobProgress.After(state, poll, desk.Now, run.Timing);
        desk.Move(desk.DeadlinePassed ? after.End(ServerStatus.Timeout, desk.Now, StillRuns(after)) : after);
    }

    /// <summary>Asks for instance ids and reasons that are still missing; gives up quietly.</summary>
    public async Task EnrichAsync()
    {
        foreach (var pause in EnrichmentPauses)
        {
            if (desk.State.JobId is not { } jobId || !desk.State.Servers.Any(EnrichServers.IsWanting))
            {
                return;
            }

            if (pause > TimeSpan.Zero)
            {
                await context.CreateTimer(desk.Now.UtcDateTime + pause, CancellationToken.None);
            }

            var servers = await context.CallActivityAsync<IReadOnlyList<ServerProgress>>(
                nameof(EnrichServers), new EnrichServersInput(run.AccountId, run.Region, jobId, desk.State.Servers), JobDesk.Persistent);
            desk.Move(desk.State with { Servers = servers });
        }
    }

    /// <summary>A tick earlier than what a throttling answer asked for is none.</summary>
    private DateTimeOffset NotBefore(JobState state) => state.Waiting?.NextAttemptAt is { } asked && asked > desk.Now ? asked.AddTicks(-1) : desk.Now;

    /// <summary>The log tells the phases that statuses hide, and is not asked at fast ticks, where a change of status brings it along.</summary>
    private bool ReadLog(JobState state, DateTimeOffset tick) =>
        PollSchedule.IsSlowTick(tick, run.Timing) && state.Servers.Any(server => !server.IsEnded && server.Status != ServerStatus.Launching);

    private static ServerError StillRuns(JobState state) => new(
        ServerErrorCode.WaveDeadline, $"The wave's deadline passed while DRS job {state.JobId} was {state.JobStatus ?? "not to be read"}; the job itself cannot be stopped.");
}
