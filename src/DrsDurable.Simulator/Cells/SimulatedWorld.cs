using DrsDurable.Simulator.Ec2.Instances;
using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Invariants;
using DrsDurable.Simulator.Jobs;
using DrsDurable.Simulator.Randomness;
using DrsDurable.Simulator.SourceServers;
using DrsDurable.Simulator.Sts;
using DrsDurable.Simulator.Transcripts;

namespace DrsDurable.Simulator.Cells;

/// <summary>
/// The whole simulated state. It changes in two ways only: a job is accepted, and transitions happen when simulated time reaches
/// them. It knows no clock and no lock; <see cref="DrsSimulator"/> owns both.
/// </summary>
internal sealed class SimulatedWorld
{
    private readonly FleetDefinition _fleet;
    private readonly PriorityQueue<(Cell Cell, Job Job), (DateTimeOffset Due, long Order)> _due = new();
    private Dictionary<(string Account, string Region), Cell> _cells = [];
    private long _accepted;

    public SimulatedWorld(FleetDefinition fleet, SimulatorOptions options)
    {
        _fleet = fleet;
        Options = options;
        Draw = new SeededDraw(options.Seed);
        Monitor = new InvariantMonitor(options.Quotas);
        BuildCells();
    }

    public SimulatorOptions Options { get; }

    public string FleetOrigin => _fleet.Origin;

    public SeededDraw Draw { get; }

    public FaultBook Faults { get; } = new();

    public Transcript Transcript { get; } = new();

    public InvariantMonitor Monitor { get; }

    public RoleSessions Sessions { get; } = new();

    public IReadOnlyList<AccountDefinition> Accounts => _fleet.Accounts;

    /// <summary>Simulated time when the simulation began; ages of servers count back from it.</summary>
    public DateTimeOffset Epoch { get; set; }

    /// <summary>When the next transition happens; null when nothing is under way.</summary>
    public DateTimeOffset? NextDue => _due.TryPeek(out _, out var key) ? key.Due : null;

    /// <summary>The cell of an account and Region; a Region the fleet does not list is one where DRS was never initialised.</summary>
    public Cell Cell(AccountDefinition account, string region)
    {
        if (!_cells.TryGetValue((account.Id, region), out var cell))
        {
            cell = new Cell(account, new RegionDefinition(region, Initialized: false, [], []), Draw);
        }

        return cell;
    }

    public Cell? Cell(string accountId, string region) => _cells.GetValueOrDefault((accountId, region));

    public void Reset()
    {
        _due.Clear();
        _accepted = 0;
        Faults.Reset();
        Transcript.Reset();
        Monitor.Reset();
        Sessions.Reset();
        BuildCells();
    }

    public Job Accept(Cell cell, JobRecord record)
    {
        Monitor.Accepted(cell.Name, record);
        var job = new Job(record, cell.Jobs.Count);
        cell.Add(job);
        if (record.Type == "LAUNCH")
        {
            foreach (var participant in job.Servers)
            {
                var server = cell.Server(participant.SourceServerID)!;
                server.LastLaunch = new LastLaunch(job.JobID, job.CreatedAt, job.IsDrill, "PENDING");
                server.LastLaunchResult = "PENDING";
            }
        }

        Enqueue(cell, job, ++_accepted);
        return job;
    }

    /// <summary>Lets everything happen that is due by <paramref name="now"/>, in order of (time, sequence).</summary>
    public void CatchUp(DateTimeOffset now)
    {
        while (_due.TryPeek(out var next, out var key) && key.Due <= now)
        {
            _due.Dequeue();
            var transition = next.Job.Timeline[next.Job.Cursor++];
            new JobProgress(this, next.Cell, next.Job).Apply(transition);
            Enqueue(next.Cell, next.Job, key.Order);
        }
    }

    private void Enqueue(Cell cell, Job job, long order)
    {
        if (job.Cursor < job.Timeline.Count)
        {
            _due.Enqueue((cell, job), (job.Timeline[job.Cursor].Due, order));
        }
    }

    private void AddOrigin(SourceServer server, OriginDefinition origin)
    {
        var cell = _cells[(origin.AccountId, origin.Region)];
        var subnet = cell.Network.Subnets.FirstOrDefault();
        var tags = new Dictionary<string, string>(origin.Tags, StringComparer.Ordinal);
        tags.TryAdd("Name", server.Definition.Hostname);
        var settings = new MachineSettings(
            server.Profile.InstanceType, subnet?.Definition.Id, subnet?.Definition.VpcId, subnet?.Definition.Zone,
            subnet is null || cell.Network.DefaultGroup(subnet.Definition.VpcId) is not { } group ? [] : [group.Definition.Id],
            server.Profile.IpAddress, null, null, RestsStopped: false, tags);
        cell.Add(position => new Machine(server.Profile.AwsInstanceID, position, server.Definition.Hostname, null, server.Profile.ProtectedFor + TimeSpan.FromDays(30), settings, null));
    }

    private void BuildCells()
    {
        _cells = _fleet.Accounts
            .SelectMany(account => account.Regions.Select(region => new Cell(account, region, Draw)))
            .ToDictionary(cell => (cell.Account.Id, cell.Region));
        foreach (var (account, region) in _fleet.Accounts.SelectMany(account => account.Regions.Select(region => (account, region))))
        {
            foreach (var server in _cells[(account.Id, region.Name)].Servers.Where(server => server.Definition.Origin is not null))
            {
                AddOrigin(server, server.Definition.Origin!);
            }

            foreach (var extended in region.ExtendedSourceServers)
            {
                var staging = _cells[(extended.StagingAccount, region.Name)];
                var server = staging.Servers.First(server => server.Definition.Hostname == extended.Hostname);
                _cells[(account.Id, region.Name)].Extend(server, staging, extended.Tags, Draw);
            }
        }
    }
}
