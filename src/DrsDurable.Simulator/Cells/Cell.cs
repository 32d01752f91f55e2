using DrsDurable.Simulator.Ec2.Instances;
using DrsDurable.Simulator.Ec2.Network;
using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Jobs;
using DrsDurable.Simulator.LaunchTemplates;
using DrsDurable.Simulator.Randomness;
using DrsDurable.Simulator.RecoveryInstances;
using DrsDurable.Simulator.SourceServers;
using DrsDurable.Simulator.Tagging;

namespace DrsDurable.Simulator.Cells;

/// <summary>DRS in one account and Region: its source servers, jobs and recovery instances.</summary>
internal sealed class Cell
{
    private readonly List<Job> _jobs = [];
    private readonly Dictionary<string, Job> _jobsById = new(StringComparer.Ordinal);
    private readonly List<SourceServer> _servers = [];
    private readonly Dictionary<string, SourceServer> _serversById = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, RecoveryInstance> _instances = [];
    private readonly Dictionary<string, RecoveryInstance> _instancesById = new(StringComparer.Ordinal);
    private readonly List<Machine> _machines = [];
    private readonly Dictionary<string, Machine> _machinesById = new(StringComparer.Ordinal);
    private long _lastInstance;
    private long _lastMachine;

    public Cell(AccountDefinition account, RegionDefinition region, SeededDraw draw)
    {
        Account = account;
        Region = region.Name;
        Initialized = region.Initialized;
        Name = $"{account.Id}/{region.Name}";
        StagingAccounts = region.StagingAccounts;
        Network = new CellNetwork(draw, Name, region);
        foreach (var definition in region.SourceServers)
        {
            var id = definition.Id ?? ResourceIds.SourceServer(draw, Name, Region, definition.Hostname);
            Add(new SourceServer(id, _servers.Count, definition, SourceServerProfile.For(definition, draw, Name, id)), draw);
        }
    }

    public AccountDefinition Account { get; }

    public string Region { get; }

    public bool Initialized { get; }

    /// <summary><c>account/Region</c>.</summary>
    public string Name { get; }

    public string Partition => PartitionOf(Region);

    /// <summary>Accounts whose source servers can be extended into this one.</summary>
    public IReadOnlyList<string> StagingAccounts { get; }

    /// <summary>In fleet order, those extended later at the end; a server's <see cref="SourceServer.Position"/> is its index.</summary>
    public IReadOnlyList<SourceServer> Servers => _servers;

    /// <summary>In order of creation; a job's <see cref="Job.Position"/> is its index.</summary>
    public IReadOnlyList<Job> Jobs => _jobs;

    /// <summary>Records that DRS still keeps, in order of creation.</summary>
    public IReadOnlyCollection<RecoveryInstance> Instances => _instances.Values;

    public CellNetwork Network { get; }

    /// <summary>EC2 instances in order of their making, ended ones too.</summary>
    public IReadOnlyList<Machine> Machines => _machines;

    /// <summary>Client tokens of CreateLaunchTemplateVersion and what they stood for.</summary>
    public Dictionary<string, (string TemplateId, long Version, string Request)> TemplateTokens { get; } = new(StringComparer.Ordinal);

    /// <summary>Jobs that are PENDING or STARTED.</summary>
    public int ActiveJobs { get; private set; }

    /// <summary>Source servers in those jobs.</summary>
    public int ActiveServers { get; private set; }

    /// <summary>Goes up with every change: a refused request leaves it where it was.</summary>
    public long Revision { get; private set; }

    public SourceServer? Server(string id) => _serversById.GetValueOrDefault(id);

    public Job? Job(string id) => _jobsById.GetValueOrDefault(id);

    public RecoveryInstance? Instance(string id) => _instancesById.GetValueOrDefault(id);

    public Machine? Machine(string id) => _machinesById.GetValueOrDefault(id);

    public LaunchTemplate? Template(string id) => _servers.Find(server => server.LaunchTemplate.Id == id)?.LaunchTemplate;

    public string Arn(string resource) => $"arn:{Partition}:drs:{Region}:{Account.Id}:{resource}";

    /// <summary>Tags of what the last part of an ARN names; null when it is not there.</summary>
    public TagSet? TagsOf(string resource) => resource.Split('/') switch
    {
        ["source-server", var id] => Server(id)?.Tags,
        ["job", var id] => Job(id)?.Tags,
        ["recovery-instance", var id] => Instance(id)?.Tags,
        _ => null,
    };

    public bool IsExtended(Cell staging, SourceServer server) =>
        _servers.Exists(own => own.Staging is { } from && from.AccountId == staging.Account.Id && from.SourceServerID == server.SourceServerID);

    /// <summary>Adds a source server that replicates to another account.</summary>
    public SourceServer Extend(SourceServer server, Cell staging, IReadOnlyDictionary<string, string> tags, SeededDraw draw)
    {
        var arn = staging.Arn($"source-server/{server.SourceServerID}");
        var id = ResourceIds.SourceServer(draw, Name, Region, arn);
        var extended = new SourceServer(id, _servers.Count, server.Definition with { Id = id, Tags = tags }, server.Profile, new StagingServer(staging.Account.Id, server.SourceServerID, arn));
        Revision++;
        Add(extended, draw);
        return extended;
    }

    public void Add(Job job)
    {
        Revision++;
        _jobs.Add(job);
        _jobsById.Add(job.JobID, job);
        ActiveJobs++;
        ActiveServers += job.Servers.Count;
        foreach (var participant in job.Servers)
        {
            var server = _serversById[participant.SourceServerID];
            server.ActiveJob = job;
            server.JobCount++;
        }
    }

    /// <summary>The job's servers are free again.</summary>
    public void Release(Job job)
    {
        Revision++;
        ActiveJobs--;
        ActiveServers -= job.Servers.Count;
        foreach (var participant in job.Servers)
        {
            _serversById[participant.SourceServerID].ActiveJob = null;
        }
    }

    public void Add(Func<long, RecoveryInstance> instance)
    {
        Revision++;
        var added = instance(++_lastInstance);
        _instances.Add(added.Position, added);
        _instancesById.Add(added.RecoveryInstanceID, added);
    }

    public void Add(Func<long, Machine> machine)
    {
        Revision++;
        var added = machine(++_lastMachine);
        _machines.Add(added);
        _machinesById[added.InstanceId] = added;
    }

    public void Remove(RecoveryInstance instance)
    {
        Revision++;
        _instances.Remove(instance.Position);
        _instancesById.Remove(instance.RecoveryInstanceID);
    }

    public void Changed() => Revision++;

    private void Add(SourceServer server, SeededDraw draw)
    {
        _servers.Add(server);
        _serversById.Add(server.SourceServerID, server);
        server.LaunchTemplate = DrsTemplate.Create(this, server, draw);
    }

    private static string PartitionOf(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : region.StartsWith("eusc-", StringComparison.Ordinal) ? "aws-eusc"
        : "aws";
}
