using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Jobs;
using DrsDurable.Simulator.LaunchSettings;
using DrsDurable.Simulator.LaunchTemplates;
using DrsDurable.Simulator.Tagging;

namespace DrsDurable.Simulator.SourceServers;

/// <summary>A source server and what launches have done to it.</summary>
internal sealed class SourceServer(string id, int position, SourceServerDefinition definition, SourceServerProfile profile, StagingServer? staging = null)
{
    public string SourceServerID => id;

    public int Position => position;

    public SourceServerDefinition Definition => definition;

    public SourceServerProfile Profile => profile;

    /// <summary>Where the server replicates to when it is extended from a staging account; null when that is this account.</summary>
    public StagingServer? Staging => staging;

    public TagSet Tags { get; } = new(definition.Tags);

    public LaunchConfiguration LaunchConfiguration { get; set; } = new();

    /// <summary>Set as soon as the server is in its cell.</summary>
    public LaunchTemplate LaunchTemplate { get; set; } = null!;

    /// <summary>The PENDING or STARTED job that holds this server; at most one (quota L-DD6D028C).</summary>
    public Job? ActiveJob { get; set; }

    /// <summary>Jobs this server has ever been in; part of the identity of the next one.</summary>
    public int JobCount { get; set; }

    public LastLaunch? LastLaunch { get; set; }

    public string LastLaunchResult { get; set; } = "NOT_STARTED";

    /// <summary>The instance of the newest successful launch while it lives.</summary>
    public string? RecoveryInstanceID { get; set; }
}

/// <summary>The source server in the staging account that an extended server stands for.</summary>
internal sealed record StagingServer(string AccountId, string SourceServerID, string Arn);

/// <summary><c>lifeCycle.lastLaunch</c>.</summary>
/// <param name="Status">A LaunchStatus.</param>
internal sealed record LastLaunch(string JobID, DateTimeOffset ApiCallTime, bool IsDrill, string Status);
