using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Randomness;
using DrsDurable.Simulator.SourceServers;

namespace DrsDurable.Simulator.Jobs;

/// <summary>What a launch does with one server: the server, and the faults that were active for it when the job was created.</summary>
/// <param name="Fast">Recovery mode FAST: no conversion.</param>
/// <param name="FromSnapshot">True when the request names a recovery snapshot: no new one is taken.</param>
internal sealed record ServerLaunch(
    SourceServer Server,
    string? ExistingInstanceID,
    bool FromSnapshot,
    LaunchFailure? Failure = null,
    double ConversionFactor = 1,
    bool Fast = false);

/// <param name="Phase">SNAPSHOT, CONVERSION or LAUNCH.</param>
/// <param name="DelaySeconds">Simulated seconds from the start of the phase to the failure; null = a few seconds.</param>
internal sealed record LaunchFailure(string Phase, double? DelaySeconds, string RawError)
{
    /// <summary>The launch itself goes well, and this much later all is lost; null when it fails in its phase.</summary>
    public TimeSpan? AfterLaunch { get; init; }
}

/// <summary>Draws the life of a LAUNCH job. Medians and spreads follow measured drills.</summary>
internal static class LaunchTimeline
{
    private static readonly TimeSpan _stagger = TimeSpan.FromMilliseconds(26);

    /// <param name="stuckPhase">The phase whose start is the last thing that ever happens in this job; null for a job that ends.</param>
    public static IReadOnlyList<Transition> Draw(SeededDraw draw, Cell cell, string jobID, DateTimeOffset createdAt, IReadOnlyList<ServerLaunch> servers, string? stuckPhase)
    {
        var job = new JobDraw(draw, cell.Name, jobID, createdAt);
        var transitions = new List<Transition>(servers.Count * 8) { new(job.Start, TransitionKind.JobStart) };
        var conversionTick = job.ConversionTick;
        var last = job.Start;
        foreach (var (index, launch) in servers.Index())
        {
            var end = DrawServer(transitions, job, launch, index, conversionTick);
            last = end > last ? end : last;
        }

        var completed = last + job.Seconds("job", "completion", 2, 3);
        transitions.Add(new Transition(completed, TransitionKind.JobCompleted));
        transitions.Add(new Transition(completed + _stagger, TransitionKind.JobEnd));
        return TimelineOrder.Settle(stuckPhase is null ? transitions : StopAt(transitions, stuckPhase));
    }

    /// <summary>Adds one server's transitions and returns when it is terminal.</summary>
    private static DateTimeOffset DrawServer(List<Transition> transitions, JobDraw job, ServerLaunch launch, int index, DateTimeOffset conversionTick)
    {
        var id = launch.Server.SourceServerID;
        var at = job.Start + TimeSpan.FromMilliseconds(100) + (_stagger * index);
        if (launch.ExistingInstanceID is not null)
        {
            transitions.Add(new Transition(at, TransitionKind.CleanupStart, index));
            at += job.Seconds(id, "cleanup", 15, 40);
            transitions.Add(new Transition(at, TransitionKind.CleanupEnd, index));
            transitions.Add(new Transition(at + job.Seconds(id, "recordRemoval", 120, 300), TransitionKind.RecordRemoved, index, launch.ExistingInstanceID));
        }

        if (!launch.FromSnapshot)
        {
            at += job.Seconds(id, "snapshotStart", 0.25, 0.35);
            transitions.Add(new Transition(at, TransitionKind.SnapshotStart, index));
            if (launch.Failure is { Phase: "SNAPSHOT" } failed)
            {
                at += Delay(job, id, failed);
                transitions.Add(new Transition(at, TransitionKind.SnapshotFail, index, failed.RawError));
                transitions.Add(new Transition(at + _stagger, TransitionKind.PreviousSnapshotFailed, index, failed.RawError));
                return at + _stagger;
            }

            at += job.Seconds(id, "snapshot", 0.15, 0.25);
            transitions.Add(new Transition(at, TransitionKind.SnapshotEnd, index));
        }

        at = Later(conversionTick + (_stagger * index), at + TimeSpan.FromSeconds(1));
        if (!launch.Fast)
        {
            transitions.Add(new Transition(at, TransitionKind.ConversionStart, index));
            if (launch.Failure is { Phase: "CONVERSION" } broken)
            {
                at += Delay(job, id, broken);
                transitions.Add(new Transition(at, TransitionKind.ConversionFail, index, broken.RawError));
                return at;
            }

            at += (job.Conversion(launch.Server.Definition.Os) * launch.ConversionFactor) + job.Seconds(id, "conversionTail", 0, 1);
            transitions.Add(new Transition(at, TransitionKind.ConversionEnd, index, job.InstanceId(id, "conversionServerID")));
        }

        at += job.Seconds(id, "launchStart", 0.5, 2);
        transitions.Add(new Transition(at, TransitionKind.LaunchStart, index));
        if (launch.Failure is { Phase: "LAUNCH" } refused)
        {
            at += refused.AfterLaunch is { } late ? job.Launch + job.LaunchTail(id) + late : Delay(job, id, refused);
            transitions.Add(new Transition(at, TransitionKind.LaunchFailed, index, refused.RawError));
            return at;
        }

        at += job.Launch + job.LaunchTail(id);
        var instance = job.InstanceId(id, "targetInstanceID");
        transitions.Add(new Transition(at, TransitionKind.LaunchEnd, index, instance));
        transitions.Add(new Transition(at + job.Seconds(id, "boot", 5, 20), TransitionKind.InstanceRunning, index, instance));
        return at;
    }

    /// <summary>A stuck job gets as far as the named phase's start, on every server, and no further.</summary>
    private static IEnumerable<Transition> StopAt(IEnumerable<Transition> transitions, string phase) =>
        transitions.Where(transition => transition.Kind <= phase switch
        {
            "SNAPSHOT" => TransitionKind.SnapshotStart,
            "CONVERSION" => TransitionKind.ConversionStart,
            _ => TransitionKind.LaunchStart,
        }
        || transition.Kind == TransitionKind.RecordRemoved);

    private static TimeSpan Delay(JobDraw job, string server, LaunchFailure failure) =>
        failure.DelaySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : job.Seconds(server, "failure", 5, 30);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    /// <summary>The values that servers of a job share, each drawn once.</summary>
    private readonly struct JobDraw(SeededDraw draw, string cell, string jobID, DateTimeOffset createdAt)
    {
        public DateTimeOffset Start => createdAt + Seconds("job", "start", 0.3, 0.4);

        public DateTimeOffset ConversionTick => createdAt + Seconds("job", "conversionTick", 50, 190);

        public TimeSpan Launch => TimeSpan.FromSeconds(draw.LogNormal(cell, jobID, "launch", 320, 0.12));

        public TimeSpan Conversion(ServerOs os) => TimeSpan.FromSeconds(os == ServerOs.Windows
            ? draw.LogNormal(cell, jobID, "conversion/windows", 840, 0.10)
            : draw.LogNormal(cell, jobID, "conversion/linux", 190, 0.15));

        /// <summary>Most servers of a job come up within seconds of each other, a few up to 65 seconds later.</summary>
        public TimeSpan LaunchTail(string server) => TimeSpan.FromSeconds(65 * Math.Pow(draw.Uniform(cell, jobID, $"launchTail/{server}", 0, 1), 4));

        public TimeSpan Seconds(string entity, string purpose, double low, double high) =>
            TimeSpan.FromSeconds(draw.Uniform(cell, jobID, $"{purpose}/{entity}", low, high));

        public string InstanceId(string server, string purpose) => ResourceIds.Instance(draw, cell, $"{jobID}/{server}", purpose);
    }
}
