using DrsDurable.Recovery.Waves;

namespace DrsDurable.Recovery.Jobs;

/// <summary>Custom status of <see cref="RecoveryJob"/>: its own level of the execution's view.</summary>
/// <param name="JobStatus">DRS's word.</param>
public sealed record JobLevel(
    int Number,
    string AccountId,
    string Region,
    string? JobId,
    string? JobStatus,
    Waiting? Waiting,
    IReadOnlyList<ServerProgress> Servers)
{
    public static JobLevel Of(JobRun run, JobState state) =>
        new(run.Number, run.AccountId, run.Region, state.JobId, state.JobStatus, state.Waiting, state.Servers);
}

/// <summary>Payload of the event <c>ServersChanged</c> that a job raises to its wave: counts, of which the newest sequence holds.</summary>
/// <param name="JobId">Set once DRS has the job.</param>
public sealed record ServersChanged(int Job, int Sequence, string? JobId, ServerTally Tally)
{
    public const string EventName = "ServersChanged";
}
