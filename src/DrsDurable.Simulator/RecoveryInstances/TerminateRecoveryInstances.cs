using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.Jobs;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.RecoveryInstances;

/// <summary>Starts a TERMINATE job: 200. It holds the instances' source servers like any other job.</summary>
internal static class TerminateRecoveryInstances
{
    private static readonly Dictionary<string, string> _noTags = [];

    public static OperationResult Execute(OperationContext context)
    {
        var ids = context.Fields.Strings("recoveryInstanceIDs", RequestFields.RecoveryInstanceID, 1, 200);
        if (context.Fields.Error is { } invalid)
        {
            return invalid;
        }

        var cell = context.Cell;
        foreach (var id in ids)
        {
            var access = new AccessRequest("drs:TerminateRecoveryInstances", cell.Arn($"recovery-instance/{id}"));
            if (context.Denial(cell.Instance(id) is { } instance ? access.WithResourceTags(instance.Tags) : access) is { } denied)
            {
                return denied;
            }
        }

        if (ids.FirstOrDefault(id => cell.Instance(id) is null) is { } unknown)
        {
            return ServiceError.NotFound("RecoveryInstance", unknown);
        }

        if (JobIdentity.Repeated(ids, "recoveryInstanceIDs", "") is { } repeated)
        {
            return repeated;
        }

        var instances = ids.Select(id => cell.Instance(id)!).ToList();
        var servers = instances.Select(instance => instance.SourceServerID).Distinct(StringComparer.Ordinal).ToList();
        if (Admission.Check(context, servers) is { } refused)
        {
            return refused;
        }

        if (instances.Find(instance => instance.State is "TERMINATED" or "SHUTTING-DOWN") is { } ended)
        {
            return ServiceError.Conflict($"Recovery Instance {ended.RecoveryInstanceID} is already {ended.State}.", "RecoveryInstance", ended.RecoveryInstanceID);
        }

        var jobID = JobIdentity.For(context, "TERMINATE", servers);
        var stuck = servers.Any(server => context.TakeFault(FaultKind.StuckJob, server, fault => fault.Phase == "CLEANUP") is not null);
        var timeline = TerminateTimeline.Draw(context.World.Draw, cell.Name, jobID, context.Now, ids, stuck);
        var participants = instances.Select(instance => new ParticipantRecord(instance.SourceServerID, instance.RecoveryInstanceID, RecoveryInstanceIdMode.Always)).ToList();
        return context.Accept(new JobRecord(jobID, "TERMINATE", "TERMINATE_RECOVERY_INSTANCES", instances.TrueForAll(instance => instance.IsDrill), context.Now, _noTags, participants, timeline), 200);
    }
}
