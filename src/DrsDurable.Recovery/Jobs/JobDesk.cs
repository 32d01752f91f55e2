using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Waves;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Jobs;

/// <summary>Where a running job keeps its state, and what makes each change of it known: custom status, news to the wave, log lines.</summary>
internal sealed class JobDesk(TaskOrchestrationContext context, JobRun run)
{
    /// <summary>For activities that only fail when our own store or code does.</summary>
    public static readonly TaskOptions Persistent = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 10, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(60)));

    public ILogger Logger { get; } = context.CreateReplaySafeLogger<RecoveryJob>();

    public JobState State { get; private set; } = run.State ?? JobState.New(run);

    public DateTimeOffset Now => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    public bool DeadlinePassed => Now >= run.Deadline;

    public void Move(JobState next)
    {
        var before = State;
        State = next;
        LogNews(before, next);
        var news = TallyOf(next);
        if (news != TallyOf(before) && context.Parent is { } wave)
        {
            State = next with { Sequence = next.Sequence + 1 };
            context.SendEvent(wave.InstanceId, ServersChanged.EventName, news with { Sequence = State.Sequence });
        }

        if (!IsSame(JobLevel.Of(run, before), JobLevel.Of(run, State)))
        {
            Show();
        }
    }

    public void Show() => context.SetCustomStatus(JobLevel.Of(run, State));

    public JobResult Result() => new(
        new Launched(
            context.InstanceId,
            run.AccountId,
            run.Region,
            [.. run.Servers.Select(server => server.SourceServerId)],
            State.JobId,
            State.JobId is null ? State.Launch.FirstUnknownAttempt : null,
            State.Launch.Attempt),
        State.Servers);

    private ServersChanged TallyOf(JobState state) => new(run.Number, 0, state.JobId, ServerTally.Of(state.Servers));

    private static bool IsSame(JobLevel a, JobLevel b) => a with { Servers = b.Servers } == b && a.Servers.SequenceEqual(b.Servers);

    private void LogNews(JobState before, JobState next)
    {
        foreach (var (_, server) in before.Servers.Zip(next.Servers).Where(pair => pair.First.Status != pair.Second.Status))
        {
            if (server.IsEnded && server.Status != ServerStatus.Launched)
            {
                Logger.ServerLost(run.ExecutionId, run.WaveName, server.SourceServerId, next.JobId, server.Status, server.Error?.Code, server.Error?.RawError);
            }
            else
            {
                Logger.ServerReached(run.ExecutionId, run.WaveName, server.SourceServerId, next.JobId, server.Status);
            }
        }

        if (next.Waiting is { } waiting && (waiting.Reason != before.Waiting?.Reason || waiting.JobId != before.Waiting.JobId))
        {
            Logger.JobWaits(run.ExecutionId, run.WaveName, waiting.Reason, waiting.Detail);
        }
    }
}
