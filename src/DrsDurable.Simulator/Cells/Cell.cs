using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Jobs;
using DrsDurable.Simulator.Randomness;
using DrsDurable.Simulator.RecoveryInstances;
using DrsDurable.Simulator.SourceServers;

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
    private long _lastInstance;

    public Cell(AccountDefinition account, RegionDefinition region, SeededDraw draw)
    {
        Account = account;
        Region = region.Name;
        Initialized = region.Initialized;
        Name = $"{account.Id}/{region.Name}";
        foreach (var definition in region.SourceServers)
        {
            var id = definition.Id ?? ResourceIds.SourceServer(draw, Name, Region, definition.Hostname);
            var server = new SourceServer(id, _servers.Count, definition, SourceServerProfile.For(definition, draw, Name, id));
            _servers.Add(server);
            _serversById.Add(id, server);
        }
    }

    public AccountDefinition Account { get; }

    public string Region { get; }

    public bool Initialized { get; }

    /// <summary><c>account/Region</c>.</summary>
    public string Name { get; }

    /// <summary>In fleet order; a server's <see cref="SourceServer.Position"/> is its index.</summary>
    public IReadOnlyList<SourceServer> Servers => _servers;

    /// <summary>In order of creation; a job's <see cref="Job.Position"/> is its index.</summary>
    public IReadOnlyList<Job> Jobs => _jobs;

    /// <summary>Records that DRS still keeps, in order of creation.</summary>
    public IReadOnlyCollection<RecoveryInstance> Instances => _instances.Values;

    /// <summary>Jobs that are PENDING or STARTED.</summary>
    public int ActiveJobs { get; private set; }

    /// <summary>Source servers in those jobs.</summary>
    public int ActiveServers { get; private set; }

    /// <summary>Goes up with every change: a refused request leaves it where it was.</summary>
    public long Revision { get; private set; }

    public SourceServer? Server(string id) => _serversById.GetValueOrDefault(id);

    public Job? Job(string id) => _jobsById.GetValueOrDefault(id);

    public RecoveryInstance? Instance(string id) => _instancesById.GetValueOrDefault(id);

    public string Arn(string resource) => $"arn:{Partition(Region)}:drs:{Region}:{Account.Id}:{resource}";

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

    public void Remove(RecoveryInstance instance)
    {
        Revision++;
        _instances.Remove(instance.Position);
        _instancesById.Remove(instance.RecoveryInstanceID);
    }

    public void Changed() => Revision++;

    private static string Partition(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : region.StartsWith("eusc-", StringComparison.Ordinal) ? "aws-eusc"
        : "aws";
}
