using DrsDurable.Recovery.Executions;

namespace DrsDurable.Recovery.Jobs;

/// <summary>What polls mean for a job's servers.</summary>
public static class JobProgress
{
    /// <summary>The state after a poll at <paramref name="now"/>.</summary>
    public static JobState After(JobState state, JobObservation poll, DateTimeOffset now, RecoveryTiming timing)
    {
        if (poll.Trouble is { } trouble)
        {
            return state with { Waiting = new Waiting(trouble.Reason, trouble.Detail, state.JobId, now + TimeSpan.FromSeconds(trouble.RetryAfterSeconds ?? 0)) };
        }

        var next = state with { Waiting = null, Seen = poll.Seen };
        if (!poll.IsFound)
        {
            return next with { Waiting = new Waiting(WaitReason.Outage, $"DRS does not know job {state.JobId} just now.", state.JobId, null) };
        }

        if (!poll.IsUnchanged)
        {
            var seen = (poll.Servers ?? []).ToDictionary(server => server.SourceServerId, StringComparer.Ordinal);
            next = next with
            {
                JobStatus = poll.JobStatus,
                JobCreatedAt = poll.CreatedAt ?? state.JobCreatedAt,
                CompletedAt = string.Equals(poll.JobStatus, "COMPLETED", StringComparison.Ordinal) ? state.CompletedAt ?? now : null,
                Servers = [.. state.Servers.Select(server => seen.TryGetValue(server.SourceServerId, out var found) ? After(server, found, now) : server)],
            };
        }

        return next.CompletedAt + TimeSpan.FromSeconds(timing.PendingGraceSeconds) <= now
            ? next with { Servers = [.. next.Servers.Select(server => server.IsEnded ? server : WithoutVerdict(server, now))] }
            : next;
    }

    /// <summary>The server after a poll. A verdict stands; only what was still missing about it is added.</summary>
    public static ServerProgress After(ServerProgress server, ServerObservation seen, DateTimeOffset now)
    {
        var next = server with
        {
            LaunchStatus = seen.LaunchStatus ?? server.LaunchStatus,
            RecoveryInstanceId = server.RecoveryInstanceId ?? seen.RecoveryInstanceId,
            Ec2InstanceId = seen.TargetInstanceId ?? server.Ec2InstanceId,
            LaunchedAt = seen.LaunchedAt ?? server.LaunchedAt,
        };
        if (server.IsEnded)
        {
            return server.Status == ServerStatus.Failed && server.Error is { RawError: null } && seen.RawError is not null
                ? next with { Error = new ServerError(seen.FailureEvent ?? ServerErrorCode.LaunchFailed, seen.RawError) }
                : next;
        }

        return seen.LaunchStatus switch
        {
            "LAUNCHED" => next.Ended(ServerStatus.Launched, now) with { LaunchedAt = next.LaunchedAt ?? now },
            "FAILED" => next.Ended(ServerStatus.Failed, now, new ServerError(seen.FailureEvent ?? ServerErrorCode.LaunchFailed, seen.RawError)),
            "IN_PROGRESS" => next with { Status = ServerStatus.Launching },
            _ => next with { Status = Later(server.Status, seen.Phase) },
        };
    }

    private static ServerStatus Later(ServerStatus status, LaunchPhase phase)
    {
        var reached = phase switch
        {
            LaunchPhase.Launching => ServerStatus.Launching,
            LaunchPhase.Conversion => ServerStatus.Conversion,
            LaunchPhase.Snapshot => ServerStatus.Snapshot,
            _ => ServerStatus.Pending,
        };
        return reached > status ? reached : status;
    }

    private static ServerProgress WithoutVerdict(ServerProgress server, DateTimeOffset now) => server.Ended(
        ServerStatus.Failed,
        now,
        new ServerError(ServerErrorCode.NoLaunchResult, $"The DRS job is COMPLETED and left this server with launch status {server.LaunchStatus ?? "(none)"}."));
}
