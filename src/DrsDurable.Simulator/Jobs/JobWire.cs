using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Jobs;

/// <summary>Jobs and job log items as DRS writes them.</summary>
internal static class JobWire
{
    private static readonly TimeSpan _idDelay = TimeSpan.FromSeconds(60);

    public static string Name(LaunchStatus status) => status switch
    {
        LaunchStatus.Pending => "PENDING",
        LaunchStatus.InProgress => "IN_PROGRESS",
        LaunchStatus.Launched => "LAUNCHED",
        LaunchStatus.Failed => "FAILED",
        _ => "TERMINATED",
    };

    public static string Name(JobStatus status) => status switch
    {
        JobStatus.Pending => "PENDING",
        JobStatus.Started => "STARTED",
        _ => "COMPLETED",
    };

    /// <summary>Body <c>{"job":{…}}</c>.</summary>
    public static byte[] Wrapped(WireJson wire, Cell cell, Job job, DateTimeOffset now)
    {
        wire.Json.WriteStartObject();
        wire.Json.WritePropertyName("job");
        Write(wire, cell, job, now);
        wire.Json.WriteEndObject();
        return wire.ToBody();
    }

    public static void Write(WireJson wire, Cell cell, Job job, DateTimeOffset now)
    {
        var json = wire.Json;
        json.WriteStartObject();
        json.WriteString("arn", cell.Arn($"job/{job.JobID}"));
        wire.Time("creationDateTime", job.CreatedAt);
        if (job.EndedAt is { } ended)
        {
            wire.Time("endDateTime", ended);
        }

        wire.Enum("initiatedBy", job.InitiatedBy);
        json.WriteString("jobID", job.JobID);
        json.WriteStartArray("participatingServers");

        // DRS empties the list of a TERMINATE job when the job completes.
        if (job.IsActive || job.Type == "LAUNCH")
        {
            foreach (var server in job.Servers)
            {
                Write(wire, job, server, now);
            }
        }

        json.WriteEndArray();
        wire.Enum("status", Name(job.Status));
        wire.Tags("tags", job.Tags);
        wire.Enum("type", job.Type);
        json.WriteEndObject();
    }

    public static void Write(WireJson wire, JobLogItem item)
    {
        var json = wire.Json;
        json.WriteStartObject();
        wire.Enum("event", item.Event);
        json.WriteStartObject("eventData");
        WriteOptional("conversionServerID", item.ConversionServerID);
        WriteOptional("rawError", item.RawError);
        WriteOptional("sourceServerID", item.SourceServerID);
        WriteOptional("targetInstanceID", item.TargetInstanceID);
        if (item.AttemptCount is { } attempt)
        {
            json.WriteNumber("attemptCount", attempt);
            json.WriteNumber("maxAttemptsCount", item.MaxAttemptsCount ?? attempt);
        }

        json.WriteEndObject();
        wire.Time("logDateTime", item.At);
        json.WriteEndObject();

        void WriteOptional(string member, string? value)
        {
            if (value is not null)
            {
                json.WriteString(member, value);
            }
        }
    }

    private static void Write(WireJson wire, Job job, Participant server, DateTimeOffset now)
    {
        wire.Json.WriteStartObject();
        wire.Enum("launchStatus", Name(server.LaunchStatus));
        if ((job.Type == "TERMINATE" ? server.ExistingInstanceID : VisibleInstance(server, now)) is { } instance)
        {
            wire.Json.WriteString("recoveryInstanceID", instance);
        }

        wire.Json.WriteString("sourceServerID", server.SourceServerID);
        wire.Json.WriteEndObject();
    }

    private static string? VisibleInstance(Participant server, DateTimeOffset now)
    {
        if (server.LaunchedAt is not { } launched)
        {
            return null;
        }

        var visible = server.IdMode switch
        {
            RecoveryInstanceIdMode.Always => true,
            RecoveryInstanceIdMode.Late => now >= launched + _idDelay,
            RecoveryInstanceIdMode.Transient => now < launched + _idDelay,
            _ => false,
        };
        return visible ? server.LaunchedInstanceID : null;
    }
}
