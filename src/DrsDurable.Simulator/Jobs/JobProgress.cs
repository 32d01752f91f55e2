using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Ec2.Instances;
using DrsDurable.Simulator.RecoveryInstances;
using DrsDurable.Simulator.Transcripts;

namespace DrsDurable.Simulator.Jobs;

/// <summary>Carries a job over one transition: status, job log, source server, recovery instance, transcript.</summary>
internal readonly struct JobProgress(SimulatedWorld world, Cell cell, Job job)
{
    public void Apply(in Transition transition)
    {
        cell.Changed();
        var server = transition.Server < 0 ? null : job.Servers[transition.Server];
        switch (transition.Kind)
        {
            case TransitionKind.JobStart:
                Move(JobStatus.Started);
                Log(new JobLogItem(transition.Due, "JOB_START"));
                break;
            case TransitionKind.CleanupStart:
                BeginCleanup(server!, transition.Due);
                break;
            case TransitionKind.CleanupEnd:
                EndCleanup(server!, transition.Due);
                break;
            case TransitionKind.SnapshotStart:
                Log(new JobLogItem(transition.Due, "SNAPSHOT_START", server!.SourceServerID));
                break;
            case TransitionKind.SnapshotEnd:
                server!.SnapshotAt = transition.Due;
                Log(new JobLogItem(transition.Due, "SNAPSHOT_END", server.SourceServerID));
                break;
            case TransitionKind.SnapshotFail:
                Log(new JobLogItem(transition.Due, "SNAPSHOT_FAIL", server!.SourceServerID, RawError: transition.Value));
                break;
            case TransitionKind.PreviousSnapshotFailed:
                Log(new JobLogItem(transition.Due, "USING_PREVIOUS_SNAPSHOT_FAILED", server!.SourceServerID, RawError: transition.Value));
                Fail(server);
                break;
            case TransitionKind.ConversionStart:
                Log(new JobLogItem(transition.Due, "CONVERSION_START", server!.SourceServerID));
                break;
            case TransitionKind.ConversionEnd:
                Log(new JobLogItem(transition.Due, "CONVERSION_END", server!.SourceServerID, ConversionServerID: transition.Value));
                break;
            case TransitionKind.ConversionFail:
                Log(new JobLogItem(transition.Due, "CONVERSION_FAIL", server!.SourceServerID, RawError: transition.Value, AttemptCount: 1, MaxAttemptsCount: 1));
                Fail(server);
                break;
            case TransitionKind.LaunchStart:
                server!.Settings = LaunchSettingsReader.Read(cell, cell.Server(server.SourceServerID)!, world.Draw, job.JobID);
                Move(server, LaunchStatus.InProgress);
                Log(new JobLogItem(transition.Due, "LAUNCH_START", server.SourceServerID));
                break;
            case TransitionKind.LaunchEnd:
                Launch(server!, transition);
                break;
            case TransitionKind.LaunchFailed:
                Log(new JobLogItem(transition.Due, "LAUNCH_FAILED", server!.SourceServerID, RawError: transition.Value));
                Fail(server);
                break;
            case TransitionKind.InstanceRunning:
                if (cell.Instance(transition.Value!) is { State: "PENDING" } booted)
                {
                    booted.State = server!.Settings!.RestsStopped ? "STOPPED" : "RUNNING";
                    cell.Machine(transition.Value!)!.RunningSince = transition.Due;
                }

                break;
            case TransitionKind.JobCompleted:
                job.EndedAt = transition.Due;
                Move(JobStatus.Completed);
                cell.Release(job);
                break;
            case TransitionKind.JobEnd:
                Log(new JobLogItem(transition.Due, "JOB_END"));
                break;
            case TransitionKind.RecordRemoved:
                if (cell.Instance(transition.Value!) is { } ended)
                {
                    cell.Remove(ended);
                }

                break;
            default:
                throw new InvalidOperationException($"Transition {transition.Kind} has no effect defined.");
        }
    }

    private void BeginCleanup(Participant server, DateTimeOffset at)
    {
        if (cell.Instance(server.ExistingInstanceID!) is { } instance)
        {
            instance.State = "SHUTTING-DOWN";
        }

        if (job.Type == "TERMINATE")
        {
            Move(server, LaunchStatus.InProgress);
        }

        Log(new JobLogItem(at, "CLEANUP_START", server.SourceServerID));
    }

    private void EndCleanup(Participant server, DateTimeOffset at)
    {
        if (cell.Instance(server.ExistingInstanceID!) is { } instance)
        {
            instance.State = "TERMINATED";
            cell.Machine(instance.RecoveryInstanceID)!.EndedAt = at;
        }

        var source = cell.Server(server.SourceServerID)!;
        if (source.RecoveryInstanceID == server.ExistingInstanceID)
        {
            source.RecoveryInstanceID = null;
        }

        Log(new JobLogItem(at, "CLEANUP_END", server.SourceServerID));
        if (job.Type == "TERMINATE")
        {
            Move(server, LaunchStatus.Terminated);
        }
    }

    private void Launch(Participant server, in Transition transition)
    {
        var (at, instanceID, pointInTime) = (transition.Due, transition.Value!, server.SnapshotAt ?? job.CreatedAt);
        var (jobID, isDrill) = (job.JobID, job.IsDrill);
        var source = cell.Server(server.SourceServerID)!;
        cell.Add(position => new RecoveryInstance(position, instanceID, jobID, server.SourceServerID, isDrill, pointInTime, at, source.Tags));
        var recorded = cell.Instance(instanceID);
        cell.Add(position => new Machine(instanceID, position, source.Definition.Hostname, at, TimeSpan.Zero, server.Settings!, recorded));
        world.Monitor.InstanceRecorded(jobID, server.SourceServerID, isDrill);
        server.LaunchedAt = at;
        server.LaunchedInstanceID = instanceID;
        Log(new JobLogItem(at, "LAUNCH_END", server.SourceServerID, TargetInstanceID: instanceID));
        Move(server, LaunchStatus.Launched);
        source.RecoveryInstanceID = instanceID;
        source.LastLaunchResult = "SUCCEEDED";
    }

    private void Fail(Participant server)
    {
        Move(server, LaunchStatus.Failed);
        cell.Server(server.SourceServerID)!.LastLaunchResult = "FAILED";
    }

    private void Move(JobStatus to)
    {
        var from = job.Status;
        job.Status = to;
        world.Monitor.JobStatusChanged(cell.Name, job.JobID, from, to, job.EndedAt);
    }

    private void Move(Participant server, LaunchStatus to)
    {
        var from = server.LaunchStatus;
        server.LaunchStatus = to;
        world.Monitor.LaunchStatusChanged(job.JobID, server.SourceServerID, from, to);
        if (job.Type == "LAUNCH")
        {
            var source = cell.Server(server.SourceServerID)!;
            world.Monitor.LastLaunchIs(source.SourceServerID, source.LastLaunch?.JobID, job.JobID);
            source.LastLaunch = source.LastLaunch! with { Status = JobWire.Name(to) };
        }
    }

    private void Log(JobLogItem item)
    {
        job.Append(item);
        world.Monitor.Logged(job.JobID, item);
        world.Transcript.Add(new TranscriptEntry(world.Transcript.NextSeq, item.At, "transition")
        {
            Account = cell.Account.Id,
            Region = cell.Region,
            JobID = job.JobID,
            IsDrill = job.IsDrill,
            Event = item.Event,
            SourceServerID = item.SourceServerID,
            RawError = item.RawError,
        });
    }
}
