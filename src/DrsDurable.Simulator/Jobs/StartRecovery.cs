using DrsDurable.Simulator.Ec2.Instances;
using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.SourceServers;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Jobs;

/// <summary>Starts a drill or a recovery: 202 with a PENDING job, whose whole life is drawn here.</summary>
internal static class StartRecovery
{
    public static OperationResult Execute(OperationContext context)
    {
        var requested = context.Fields.Structures("sourceServers", 1, 200)
            .Select(server => (Id: server.RequiredString("sourceServerID", RequestFields.SourceServerID), Snapshot: server.OptionalString("recoverySnapshotID", RequestFields.RecoverySnapshotID)))
            .ToList();
        var isDrill = context.Fields.OptionalBoolean("isDrill") ?? false;
        var tags = context.Fields.Tags("tags");
        if (context.Fields.Error is { } invalid)
        {
            return invalid;
        }

        var ids = requested.Select(server => server.Id!).ToList();
        if (Refusal(context, ids, tags) is { } error)
        {
            return error;
        }

        var launches = requested.Select((server, index) => Launch(context, context.Cell.Server(server.Id!)!, index, server.Snapshot is not null)).ToList();
        var jobID = JobIdentity.For(context, "LAUNCH", ids);
        var stuck = ids
            .Select(id => context.TakeFault(FaultKind.StuckJob, id, fault => fault.Phase != "CLEANUP"))
            .FirstOrDefault(fault => fault is not null);
        var participants = launches.Select(launch => new ParticipantRecord(launch.Server.SourceServerID, launch.ExistingInstanceID, IdMode(context, launch.Server))).ToList();
        var timeline = LaunchTimeline.Draw(context.World.Draw, context.Cell, jobID, context.Now, launches, stuck?.Phase);
        return context.Accept(new JobRecord(jobID, "LAUNCH", isDrill ? "START_DRILL" : "START_RECOVERY", isDrill, context.Now, tags, participants, timeline), 202);
    }

    private static ServiceError? Refusal(OperationContext context, List<string> ids, IReadOnlyDictionary<string, string> tags)
    {
        var cell = context.Cell;
        if (Denial(context, ids, tags) is { } denied)
        {
            return denied;
        }

        if (ids.FirstOrDefault(id => cell.Server(id) is null) is { } unknown)
        {
            return ServiceError.NotFound("SourceServer", unknown);
        }

        if (JobIdentity.Repeated(ids, "sourceServers", "sourceServerID") is { } repeated)
        {
            return repeated;
        }

        return Admission.Check(context, ids)
            ?? (ids.FirstOrDefault(id => !cell.Server(id)!.Definition.HasRecoveryPoint) is { } empty
                ? ServiceError.Conflict($"Source Server {empty} has no recovery snapshot: its replication is {cell.Server(empty)!.Definition.Replication}.", "SourceServer", empty)
                : null);
    }

    /// <summary>drs:StartRecovery on every server, and drs:TagResource on the job when it gets tags.</summary>
    private static ServiceError? Denial(OperationContext context, List<string> ids, IReadOnlyDictionary<string, string> tags) =>
        ids.Select(id => context.Denial(new AccessRequest("drs:StartRecovery", context.Cell.Arn($"source-server/{id}"))
                .WithResourceTags(context.Cell.Server(id)?.Tags.All ?? new Dictionary<string, string>(StringComparer.Ordinal))
                .WithRequestTags(tags)))
            .FirstOrDefault(denial => denial is not null)
        ?? (tags.Count > 0 ? context.Denial(new AccessRequest("drs:TagResource", context.Cell.Arn("job/*")).WithRequestTags(tags).With("drs:CreateAction", "StartRecovery")) : null);

    private static ServerLaunch Launch(OperationContext context, SourceServer server, int index, bool fromSnapshot)
    {
        var id = server.SourceServerID;
        var fast = server.LaunchConfiguration.RecoveryMode == "FAST";
        var failure = context.TakeFault(FaultKind.LaunchFail, id, fault => !(fromSnapshot && fault.Phase == "SNAPSHOT") && !(fast && fault.Phase == "CONVERSION"));
        var refused = LaunchPermissions.FirstDenied(context.Caller, context.Cell, server, index, fromSnapshot)
            ?? (LaunchSettingsReader.Problem(context.Cell, server) is { } problem ? new LaunchFailure("LAUNCH", null, problem) : null);
        return new ServerLaunch(
            server,
            server.RecoveryInstanceID,
            fromSnapshot,
            failure is null ? refused : new LaunchFailure(failure.Phase!, failure.DelaySeconds, failure.RawError!),
            context.TakeFault(FaultKind.SlowConversion, id)?.Factor ?? 1,
            fast);
    }

    private static RecoveryInstanceIdMode IdMode(OperationContext context, SourceServer server) =>
        context.TakeFault(FaultKind.RecoveryInstanceIdMode, server.SourceServerID)?.Mode switch
        {
            "late" => RecoveryInstanceIdMode.Late,
            "transient" => RecoveryInstanceIdMode.Transient,
            "always" => RecoveryInstanceIdMode.Always,
            _ => RecoveryInstanceIdMode.Never,
        };
}
