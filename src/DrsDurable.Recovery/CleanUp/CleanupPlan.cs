using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.CleanUp;

/// <summary>What clean-up starts from, when it is done, and what it leaves over.</summary>
public static class CleanupPlan
{
    /// <summary>DRS may list an instance a minute after its launch: an absence is believed after this time.</summary>
    public static readonly TimeSpan RecordLag = TimeSpan.FromMinutes(3);

    /// <summary>A permission that is missing three times will not come by asking on.</summary>
    public const int RefusalsToGiveUp = 3;

    public static IReadOnlyList<CleanupCell> Cells(IEnumerable<Launched> launches) =>
    [
        .. launches
            .Where(launch => launch.JobId is not null || launch.FirstUnknownAttempt is not null)
            .GroupBy(launch => (launch.AccountId, launch.Region))
            .Select(cell => new CleanupCell(
                cell.Key.AccountId,
                cell.Key.Region,
                [.. cell.SelectMany(launch => launch.SourceServerIds)],
                [.. cell.Select(launch => launch.JobId).OfType<string>()],
                [.. cell.Where(launch => launch.JobId is null)],
                [], [], [], [], null, [], null, 0, false)),
    ];

    /// <summary>
    /// Nothing of the cell is there any more, nothing can still come, and DRS could be read; or asking on is of no use.
    /// </summary>
    public static bool IsDone(CleanupCell cell, DateTimeOffset now) =>
        cell.Refusals >= RefusalsToGiveUp
        || (cell.Trouble is null
            && cell.LiveJobIds.Count == 0
            && cell.Instances.All(instance => instance.IsGone)
            && (cell.Missing.Count == 0 || now - cell.MissingSince >= RecordLag));

    public static IReadOnlyList<Leftover> Leftovers(IEnumerable<CleanupCell> cells, IEnumerable<Launched> launches) =>
    [
        .. cells.SelectMany(Leftovers),
        .. launches.Where(launch => launch is { IsLost: true, JobId: null }).Select(launch => new Leftover(
            null, $"The orchestration {launch.JobInstanceId} broke before it could say whether it launched {string.Join(", ", launch.SourceServerIds)}: look for their recovery instances in DRS.")),
    ];

    private static IEnumerable<Leftover> Leftovers(CleanupCell cell)
    {
        foreach (var instance in cell.NotDrills)
        {
            yield return new Leftover(instance.RecoveryInstanceId, $"DRS does not call {instance.RecoveryInstanceId} of job {instance.JobId} a drill instance: it was not touched.");
        }

        foreach (var instance in cell.Instances.Where(instance => !instance.IsGone))
        {
            yield return new Leftover(instance.RecoveryInstanceId, $"{instance.State}: {cell.Trouble ?? "DRS took the termination and has not carried it out in time."}");
        }

        foreach (var server in cell.Missing)
        {
            yield return new Leftover(null, $"{server} was launched, and DRS lists no recovery instance of it: if there is one, terminate it in EC2.");
        }

        foreach (var jobId in cell.LiveJobIds)
        {
            yield return new Leftover(null, $"Job {jobId} is still running and may launch instances: look at it in DRS.");
        }

        foreach (var launch in cell.Undecided.Where(_ => cell.Trouble is not null))
        {
            yield return new Leftover(null, $"It is not known whether {string.Join(", ", launch.SourceServerIds)} were launched ({cell.Trouble}): look for their recovery instances in DRS.");
        }
    }
}
