namespace DrsDurable.Aws.Drs.Model;

public sealed class Job
{
    public string? JobID { get; set; }

    public string? Arn { get; set; }

    public JobType? Type { get; set; }

    public InitiatedBy? InitiatedBy { get; set; }

    public string? CreationDateTime { get; set; }

    /// <summary>Appears at the end, some milliseconds before the JOB_END line of the job log.</summary>
    public string? EndDateTime { get; set; }

    /// <summary>PENDING, STARTED or COMPLETED. A failed launch does not fail its job: read <see cref="ParticipatingServer.LaunchStatus"/>.</summary>
    public JobStatus? Status { get; set; }

    public List<ParticipatingServer>? ParticipatingServers { get; set; }

    public Dictionary<string, string>? Tags { get; set; }

    public List<ParticipatingResource>? ParticipatingResources { get; set; }
}

public sealed class ParticipatingServer
{
    public string? SourceServerID { get; set; }

    /// <summary>Often absent, even on a launched server, and may be cleared again: match <see cref="RecoveryInstance.JobID"/> instead.</summary>
    public string? RecoveryInstanceID { get; set; }

    /// <summary>Stays PENDING through snapshot and conversion; progress of those is in the job log.</summary>
    public LaunchStatus? LaunchStatus { get; set; }

    public LaunchActionsStatus? LaunchActionsStatus { get; set; }
}

public sealed class ParticipatingResource
{
    public ParticipatingResourceID? ParticipatingResourceID { get; set; }

    public LaunchStatus? LaunchStatus { get; set; }
}

public sealed class ParticipatingResourceID
{
    public string? SourceNetworkID { get; set; }
}
