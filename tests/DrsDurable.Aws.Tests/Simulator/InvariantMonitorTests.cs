using DrsDurable.Simulator.Invariants;
using DrsDurable.Simulator.Jobs;

namespace DrsDurable.Aws.Tests.Simulator;

/// <summary>The monitor must see what is wrong: each test tells it of one thing DRS never does.</summary>
public sealed class InvariantMonitorTests
{
    private const string Cell = "111122223333/us-east-1";
    private const string Server = "s-30000000000000001";

    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly InvariantMonitor _monitor = new(new Quotas { ConcurrentJobs = 2, ServersPerJob = 2, ServersInAllJobs = 3 });

    [Fact]
    public void A_whole_drill_breaks_nothing()
    {
        _monitor.Accepted(Cell, Job("a"));
        _monitor.JobStatusChanged(Cell, "a", JobStatus.Pending, JobStatus.Started, null);
        Log("a", 1, "JOB_START", null);
        Log("a", 2, "LAUNCH_START");
        _monitor.LaunchStatusChanged("a", Server, LaunchStatus.Pending, LaunchStatus.InProgress);
        _monitor.InstanceRecorded("a", Server, isDrill: true);
        Log("a", 3, "LAUNCH_END");
        _monitor.LaunchStatusChanged("a", Server, LaunchStatus.InProgress, LaunchStatus.Launched);
        _monitor.JobStatusChanged(Cell, "a", JobStatus.Started, JobStatus.Completed, Start.AddSeconds(4));
        Log("a", 5, "JOB_END", null);

        _monitor.Violations.Should().BeEmpty();
    }

    [Fact]
    public void A_server_in_two_jobs() => Expect("already in job a", () =>
    {
        _monitor.Accepted(Cell, Job("a"));
        _monitor.Accepted(Cell, Job("b"));
    });

    [Fact]
    public void More_jobs_than_the_quota() => Expect("3 jobs are active", () =>
    {
        _monitor.Accepted(Cell, Job("a", "s-1"));
        _monitor.Accepted(Cell, Job("b", "s-2"));
        _monitor.Accepted(Cell, Job("c", "s-3"));
    });

    [Fact]
    public void More_servers_than_a_job_takes() => Expect("the job has 3 servers", () => _monitor.Accepted(Cell, Job("a", "s-1", "s-2", "s-3")));

    [Fact]
    public void A_drill_started_as_a_recovery() => Expect("isDrill=True", () => _monitor.Accepted(Cell, Job("a") with { InitiatedBy = "START_RECOVERY" }));

    [Fact]
    public void A_job_that_goes_back() => Expect("from Started to Pending", () =>
    {
        _monitor.Accepted(Cell, Job("a"));
        _monitor.JobStatusChanged(Cell, "a", JobStatus.Started, JobStatus.Pending, null);
    });

    [Fact]
    public void A_job_completed_before_its_servers() => Expect("not terminal", () =>
    {
        _monitor.Accepted(Cell, Job("a"));
        _monitor.JobStatusChanged(Cell, "a", JobStatus.Started, JobStatus.Completed, Start);
    });

    [Fact]
    public void A_server_that_leaves_a_terminal_status() => Expect("from Failed to Launched", () =>
    {
        _monitor.Accepted(Cell, Job("a"));
        _monitor.LaunchStatusChanged("a", Server, LaunchStatus.Pending, LaunchStatus.Failed);
        _monitor.LaunchStatusChanged("a", Server, LaunchStatus.Failed, LaunchStatus.Launched);
    });

    [Fact]
    public void A_launch_without_an_instance() => Expect("without a recovery instance", () =>
    {
        _monitor.Accepted(Cell, Job("a"));
        _monitor.LaunchStatusChanged("a", Server, LaunchStatus.Pending, LaunchStatus.InProgress);
        _monitor.LaunchStatusChanged("a", Server, LaunchStatus.InProgress, LaunchStatus.Launched);
    });

    [Fact]
    public void Two_instances_for_one_launch() => Expect("second recovery instance", () =>
    {
        _monitor.Accepted(Cell, Job("a"));
        _monitor.InstanceRecorded("a", Server, isDrill: true);
        _monitor.InstanceRecorded("a", Server, isDrill: true);
    });

    [Fact]
    public void A_log_that_runs_backwards_lacks_a_start_or_repeats() => Expect(
        "older than the line before", () =>
        {
            _monitor.Accepted(Cell, Job("a"));
            Log("a", 2, "JOB_START", null);
            Log("a", 1, "SNAPSHOT_START");
            Log("a", 3, "LAUNCH_END");
            Log("a", 4, "SNAPSHOT_START");
            Log("a", 5, "JOB_END", null);
        },
        "has no start", "is there twice", "not COMPLETED");

    [Fact]
    public void A_failure_that_is_not_logged() => Expect("a failure is not logged", () =>
    {
        _monitor.Accepted(Cell, Job("a"));
        Log("a", 1, "JOB_START", null);
        _monitor.LaunchStatusChanged("a", Server, LaunchStatus.Pending, LaunchStatus.Failed);
        _monitor.JobStatusChanged(Cell, "a", JobStatus.Started, JobStatus.Completed, Start);
        Log("a", 2, "JOB_END", null);
    });

    [Fact]
    public void A_refusal_that_changed_something() => Expect("changed something", () => _monitor.Refused("StartRecovery", 1, 2));

    [Fact]
    public void A_last_launch_of_another_job() => Expect("names b", () => _monitor.LastLaunchIs(Server, "b", "a"));

    private static JobRecord Job(string id, params string[] servers) => new(
        id, "LAUNCH", "START_DRILL", true, Start, new Dictionary<string, string>(StringComparer.Ordinal),
        [.. (servers.Length == 0 ? [Server] : servers).Select(server => new ParticipantRecord(server, null, RecoveryInstanceIdMode.Never))], []);

    private void Log(string job, int second, string logEvent, string? server = Server) =>
        _monitor.Logged(job, new JobLogItem(Start.AddSeconds(second), logEvent, server, TargetInstanceID: logEvent == "LAUNCH_END" ? "i-0123456789abcdef0" : null));

    private void Expect(string violation, Action tell, params string[] more)
    {
        tell();
        foreach (var expected in (string[])[violation, .. more])
        {
            _monitor.Violations.Should().Contain(text => text.Contains(expected, StringComparison.Ordinal));
        }
    }
}
