using DrsDurable.Simulator.Jobs;

namespace DrsDurable.Simulator.Invariants;

/// <summary>
/// An auditor beside the simulator: it is told what happens, keeps its own books, and writes down every breach of what must always
/// hold of DRS. It never corrects anything.
/// </summary>
internal sealed class InvariantMonitor(Quotas quotas)
{
    private readonly Dictionary<string, JobAudit> _jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Cell, string Server), string> _busy = [];
    private readonly Dictionary<string, (int Jobs, int Servers)> _load = new(StringComparer.Ordinal);
    private readonly List<string> _violations = [];

    public IReadOnlyList<string> Violations => _violations;

    public void Reset()
    {
        _jobs.Clear();
        _busy.Clear();
        _load.Clear();
        _violations.Clear();
    }

    public void Accepted(string cell, JobRecord job)
    {
        _jobs.Add(job.JobID, new JobAudit(job));
        foreach (var server in job.Servers)
        {
            if (!_busy.TryAdd((cell, server.SourceServerID), job.JobID))
            {
                Violation(job.JobID, $"source server {server.SourceServerID} is already in job {_busy[(cell, server.SourceServerID)]}");
            }
        }

        var load = _load.GetValueOrDefault(cell);
        load = (load.Jobs + 1, load.Servers + job.Servers.Count);
        _load[cell] = load;
        Require(load.Jobs <= quotas.ConcurrentJobs, job.JobID, $"{load.Jobs} jobs are active");
        Require(load.Servers <= quotas.ServersInAllJobs, job.JobID, $"{load.Servers} servers are in active jobs");
        Require(job.Servers.Count <= quotas.ServersPerJob, job.JobID, $"the job has {job.Servers.Count} servers");
        Require(job.Type != "LAUNCH" || job.IsDrill == (job.InitiatedBy == "START_DRILL"), job.JobID, $"isDrill={job.IsDrill} but initiatedBy={job.InitiatedBy}");
    }

    public void Failed(string request, Exception failure) => Violation(request, $"the simulator failed: {failure}");

    public void Refused(string operation, long revisionBefore, long revisionAfter) =>
        Require(revisionBefore == revisionAfter, operation, "a refused request changed something");

    public void JobStatusChanged(string cell, string jobID, JobStatus from, JobStatus to, DateTimeOffset? endedAt)
    {
        var audit = _jobs[jobID];
        Require(to == from + 1, jobID, $"job status went from {from} to {to}");
        Require((to == JobStatus.Completed) == endedAt is not null, jobID, $"status {to} with endDateTime {endedAt}");
        if (to != JobStatus.Completed)
        {
            return;
        }

        audit.Completed = true;
        Require(audit.Statuses.Values.All(IsTerminal), jobID, "COMPLETED while a server is not terminal");
        foreach (var server in audit.Job.Servers)
        {
            _busy.Remove((cell, server.SourceServerID));
        }

        var load = _load[cell];
        _load[cell] = (load.Jobs - 1, load.Servers - audit.Job.Servers.Count);
    }

    public void LaunchStatusChanged(string jobID, string server, LaunchStatus from, LaunchStatus to)
    {
        var audit = _jobs[jobID];
        Require(audit.Statuses[server] == from, jobID, $"{server} was {audit.Statuses[server]}, not {from}");
        var allowed = (from, to) is
            (LaunchStatus.Pending, LaunchStatus.InProgress or LaunchStatus.Failed)
            or (LaunchStatus.InProgress, LaunchStatus.Launched or LaunchStatus.Failed or LaunchStatus.Terminated);
        Require(allowed, jobID, $"{server} went from {from} to {to}");
        Require(to != LaunchStatus.Terminated || audit.Job.Type == "TERMINATE", jobID, $"{server} is TERMINATED in a {audit.Job.Type} job");
        Require(to != LaunchStatus.Launched || audit.Instances.Contains(server), jobID, $"{server} is LAUNCHED without a recovery instance");
        audit.Statuses[server] = to;
    }

    public void InstanceRecorded(string jobID, string server, bool isDrill)
    {
        var audit = _jobs[jobID];
        Require(audit.Instances.Add(server), jobID, $"{server} has a second recovery instance");
        Require(isDrill == audit.Job.IsDrill, jobID, $"the recovery instance of {server} has isDrill={isDrill}");
    }

    public void Logged(string jobID, JobLogItem item)
    {
        var audit = _jobs[jobID];
        Require(item.At >= audit.Job.CreatedAt, jobID, $"{item.Event} is older than the job");
        Require(item.At >= audit.LastLogAt, jobID, $"{item.Event} is older than the line before it");
        Require(!audit.Ended, jobID, $"{item.Event} follows JOB_END");
        Require(audit.Seen.Count > 0 || item.Event == "JOB_START", jobID, $"{item.Event} comes before JOB_START");
        Require(audit.Seen.Add((item.Event, item.SourceServerID)), jobID, $"{item.Event} of {item.SourceServerID ?? "the job"} is there twice");
        Require(StartOf(item.Event) is not { } start || audit.Seen.Contains((start, item.SourceServerID)), jobID, $"{item.Event} of {item.SourceServerID} has no start");
        Require(item.Event != "LAUNCH_END" || item.TargetInstanceID is not null, jobID, "LAUNCH_END names no instance");
        Require(item.Event != "JOB_END" || audit.Completed, jobID, "JOB_END of a job that is not COMPLETED");
        if (item.Event == "JOB_END")
        {
            CheckEnd(audit);
        }

        audit.LastLogAt = item.At;
    }

    /// <param name="newestLaunchJob">The newest LAUNCH job that lists the server, by the books of the cell.</param>
    public void LastLaunchIs(string server, string? lastLaunchJob, string newestLaunchJob) =>
        Require(lastLaunchJob == newestLaunchJob, newestLaunchJob, $"lastLaunch of {server} names {lastLaunchJob}");

    private void CheckEnd(JobAudit audit)
    {
        audit.Ended = true;
        foreach (var (server, status) in audit.Statuses)
        {
            var launched = audit.Seen.Contains(("LAUNCH_END", server));
            var failed = audit.Seen.Contains(("LAUNCH_FAILED", server)) || audit.Seen.Contains(("CONVERSION_FAIL", server)) || audit.Seen.Contains(("SNAPSHOT_FAIL", server));
            Require(launched == (status == LaunchStatus.Launched), audit.Job.JobID, $"{server} is {status} and LAUNCH_END is {(launched ? "" : "not ")}there");
            Require(failed == (status == LaunchStatus.Failed), audit.Job.JobID, $"{server} is {status} and a failure is {(failed ? "" : "not ")}logged");
            Require(status != LaunchStatus.Failed || !audit.Instances.Contains(server), audit.Job.JobID, $"{server} FAILED and has a recovery instance");
        }
    }

    private static bool IsTerminal(LaunchStatus status) => status is LaunchStatus.Launched or LaunchStatus.Failed or LaunchStatus.Terminated;

    private static string? StartOf(string logEvent) => logEvent switch
    {
        "CLEANUP_END" or "CLEANUP_FAIL" => "CLEANUP_START",
        "SNAPSHOT_END" or "SNAPSHOT_FAIL" => "SNAPSHOT_START",
        "CONVERSION_END" or "CONVERSION_FAIL" => "CONVERSION_START",
        "LAUNCH_END" or "LAUNCH_FAILED" => "LAUNCH_START",
        _ => null,
    };

    private void Require(bool holds, string subject, string problem)
    {
        if (!holds)
        {
            Violation(subject, problem);
        }
    }

    private void Violation(string subject, string problem) => _violations.Add($"{subject}: {problem}");

    private sealed class JobAudit(JobRecord job)
    {
        public JobRecord Job => job;

        public Dictionary<string, LaunchStatus> Statuses { get; } = job.Servers.ToDictionary(server => server.SourceServerID, _ => LaunchStatus.Pending, StringComparer.Ordinal);

        public HashSet<(string Event, string? Server)> Seen { get; } = [];

        public HashSet<string> Instances { get; } = new(StringComparer.Ordinal);

        public DateTimeOffset LastLogAt { get; set; }

        public bool Completed { get; set; }

        public bool Ended { get; set; }
    }
}
