using System.Globalization;
using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Clock;
using DrsDurable.Simulator.State;

namespace DrsDurable.Simulator.EventLog;

/// <summary>What a journal brought back.</summary>
/// <param name="Now">Simulated time of the last record.</param>
/// <param name="Clock">Null when simulated time came from elsewhere.</param>
internal sealed record Recollection(DateTimeOffset Now, LoggedClock? Clock);

/// <summary>Writes down what happens to a simulated world and tells it again after a restart. Without a file it does neither.</summary>
internal sealed class Journal(SimulatorOptions options, EventLogFile? file) : IDisposable
{
    public static Journal Open(SimulatorOptions options) => new(options, options.DataPath is null ? null : EventLogFile.Open(options.DataPath));

    public void Append(LogRecord record) => file?.Append(record);

    /// <summary>Begins the log, or begins it anew.</summary>
    public void Begin(DateTimeOffset now, ClockState? clock)
    {
        file?.Clear();
        Append(new LogRecord(LogRecordKind.Opened, now)
        {
            Opening = new LogOpening(LogOpening.CurrentFormat, options.Seed, now),
            Clock = clock is null ? null : Configured(clock),
        });
    }

    public void ClockChanged(DateTimeOffset now, ClockState clock) => Append(new LogRecord(LogRecordKind.ClockChanged, now) { Clock = Configured(clock) });

    /// <summary>Whether the configuration is still the one the clock was last started with.</summary>
    public bool IsConfiguredLike(LoggedClock clock) => clock.ConfiguredTimeScale.Equals(options.TimeScale) && clock.ConfiguredStep == options.Step;

    /// <summary>Replays the log into a new world; null when there is nothing to tell.</summary>
    /// <exception cref="EventLogException">The log is damaged, or belongs to another seed or fleet.</exception>
    public Recollection? Replay(SimulatedWorld world)
    {
        Recollection? recollection = null;
        foreach (var record in file?.ReadAll() ?? [])
        {
            recollection ??= Opened(world, record);
            recollection = new Recollection(record.At > recollection.Now ? record.At : recollection.Now, record.Clock ?? recollection.Clock);
            world.CatchUp(recollection.Now);
            Replay(world, record);
        }

        return recollection;
    }

    public void Dispose() => file?.Dispose();

    private LoggedClock Configured(ClockState state) => new(state, options.TimeScale, options.Step);

    private Recollection Opened(SimulatedWorld world, LogRecord record)
    {
        if (record.Opening is not { } opening || opening.Format != LogOpening.CurrentFormat)
        {
            throw new EventLogException($"The event log in {options.DataPath} was written by another version of the simulator. Delete the directory to begin anew.");
        }

        if (opening.Seed != options.Seed)
        {
            throw new EventLogException(string.Create(CultureInfo.InvariantCulture, $"The event log in {options.DataPath} belongs to seed {opening.Seed}, not {options.Seed}. Start with --Simulator:Seed {opening.Seed}, or use another --Data:Path."));
        }

        world.Epoch = opening.Epoch;
        return new Recollection(record.At, record.Clock);
    }

    private void Replay(SimulatedWorld world, LogRecord record)
    {
        foreach (var faultId in record.UsedFaults ?? [])
        {
            world.Faults.Find(faultId)?.Use();
        }

        switch (record.Kind)
        {
            case LogRecordKind.Request:
                ReplayRequest(world, record);
                break;
            case LogRecordKind.FaultAdded:
                world.Faults.Add(record.Fault!);
                break;
            case LogRecordKind.FaultReleased:
                world.Faults.Find(record.FaultId!)?.Release(goOn: true);
                break;
            case LogRecordKind.FaultRemoved when world.Faults.Find(record.FaultId!) is { } fault:
                world.Faults.Remove(fault);
                break;
        }
    }

    private void ReplayRequest(SimulatedWorld world, LogRecord record)
    {
        var entry = record.Request!;
        if (entry.Seq != world.Transcript.NextSeq)
        {
            throw new EventLogException(string.Create(CultureInfo.InvariantCulture, $"The event log in {options.DataPath} does not replay: request {entry.Seq} comes where {world.Transcript.NextSeq} is due. Delete the directory to begin anew."));
        }

        if (record.Job is { } job)
        {
            var cell = world.Cell(entry.Account!, entry.Region!);
            if (cell is null || job.Servers.FirstOrDefault(server => cell.Server(server.SourceServerID) is null) is not null)
            {
                throw new EventLogException($"The event log in {options.DataPath} has job {job.JobID} in {entry.Account}/{entry.Region}, whose servers are not in the fleet {world.FleetOrigin}. Start with the fleet it was written with, or use another --Data:Path.");
            }

            world.Accept(cell, job);
        }

        foreach (var change in record.Changes ?? [])
        {
            try
            {
                change.Apply(world);
            }
            catch (StateMismatchException mismatch)
            {
                throw new EventLogException($"The event log in {options.DataPath} changes {mismatch.Message}, which is not in the fleet {world.FleetOrigin}. Start with the fleet it was written with, or use another --Data:Path.");
            }
        }

        world.Transcript.Add(entry);
    }
}
