using System.Text.Json;
using DrsDurable.Simulator.Administration;
using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Clock;
using DrsDurable.Simulator.EventLog;
using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.Signing;
using DrsDurable.Simulator.Sts;
using DrsDurable.Simulator.Transcripts;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator;

/// <summary>
/// AWS Elastic Disaster Recovery, simulated: accounts, Regions, jobs, faults and a transcript. Thread-safe. Everything that changes
/// state is in the event log before a caller sees its effect. <see cref="Hosting.SimulatorServer"/> puts it on the network.
/// </summary>
public sealed class DrsSimulator : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SimulatedWorld _world;
    private readonly Journal _journal;
    private readonly SimulatorOptions _options;
    private DateTimeOffset _now;

    private DrsSimulator(SimulatorOptions options, FleetDefinition fleet, Journal journal, TimeProvider machineClock, TimeProvider? domainClock)
    {
        _options = options;
        _journal = journal;
        Fleet = fleet;
        MachineClock = machineClock;
        _world = new SimulatedWorld(fleet, options);
        var recollection = journal.Replay(_world);
        _now = recollection?.Now ?? DateTimeOffset.MinValue;
        Clock = domainClock is null ? OwnClock(recollection?.Clock) : null;
        DomainClock = domainClock ?? Clock!;
        _now = Later(_now, WireTime.Truncate(DomainClock.GetUtcNow()));
        if (recollection is null)
        {
            Begin();
        }
        else if (Clock is not null && !(recollection.Clock is { } logged && journal.IsConfiguredLike(logged)))
        {
            journal.ClockChanged(_now, Clock.State);
        }

        if (Clock is not null)
        {
            Clock.Changed += OnClockChanged;
        }
    }

    /// <summary>Simulated time; the clock to share with whoever works against this simulator in the same process.</summary>
    public TimeProvider DomainClock { get; }

    /// <summary>The simulator's own clock; null when it was given one.</summary>
    public SimulatedClock? Clock { get; }

    public FleetDefinition Fleet { get; }

    public long Seed => _options.Seed;

    /// <summary>When the next transition happens; null when no job is under way. A test advances virtual time to it.</summary>
    public DateTimeOffset? NextDue => Locked(() => _world.NextDue);

    /// <summary>Breaches of what must always hold; empty unless the simulator is wrong.</summary>
    public IReadOnlyList<string> Violations => Locked(() => _world.Monitor.Violations.ToArray());

    internal TimeProvider MachineClock { get; }

    /// <param name="domainClock">Simulated time; null = a <see cref="SimulatedClock"/> of its own, kept across restarts.</param>
    /// <exception cref="FleetException">The fleet cannot be used.</exception>
    /// <exception cref="EventLogException">The event log is damaged or belongs to another seed or fleet.</exception>
    /// <exception cref="DataDirectoryInUseException">Another process uses the data directory.</exception>
    public static DrsSimulator Open(SimulatorOptions options, TimeProvider machineClock, TimeProvider? domainClock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(machineClock);
        var fleet = FleetFile.Load(options.Fleet);
        var journal = Journal.Open(options);
        try
        {
            return new DrsSimulator(options, fleet, journal, machineClock, domainClock);
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>The transcript after a sequence number: requests and job-log transitions in one sequence.</summary>
    public IReadOnlyList<TranscriptEntry> ReadTranscript(long after = 0, int limit = int.MaxValue) => Locked(() => _world.Transcript.After(after, limit));

    /// <summary>Forgets jobs, faults, transcript and violations. The clock and the fleet stay.</summary>
    public void Reset() => Locked(() =>
    {
        _world.Reset();
        Begin();
        return true;
    });

    public void Dispose()
    {
        if (Clock is not null)
        {
            Clock.Changed -= OnClockChanged;
            Clock.Dispose();
        }

        lock (_gate)
        {
            _world.Faults.Reset();
            _journal.Dispose();
        }
    }

    /// <summary>Notes that a request failed in a way the simulator does not know: it counts as a violation.</summary>
    internal void ReportFailure(string request, Exception failure)
    {
        lock (_gate)
        {
            _world.Monitor.Failed(request, failure);
        }
    }

    internal DateTimeOffset Now => Locked(() => _now);

    /// <summary>What an access key signs with, and for whom; null when nobody has it.</summary>
    internal SigningCredential? FindCredential(string accessKeyId) => Locked(() =>
    {
        if (_world.Accounts.FirstOrDefault(account => account.AccessKeyId == accessKeyId) is { } owner)
        {
            return new SigningCredential(owner.SecretAccessKey, null, Principal.User(owner), IsExpired: false);
        }

        if (_world.Sessions.Find(accessKeyId) is not { } session
            || _world.Accounts.FirstOrDefault(account => account.Id == session.Account) is not { } account
            || account.Roles.FirstOrDefault(role => role.Name == session.RoleName) is not { } role)
        {
            return null;
        }

        return new SigningCredential(session.SecretAccessKey, session.SessionToken, RoleSessions.PrincipalOf(session, account, role), session.ExpiresAt <= _now);
    });

    internal T WithFaults<T>(Func<FaultBook, DateTimeOffset, T> read) => Locked(() => read(_world.Faults, _now));

    internal FaultState AddFault(JsonElement body) => Locked(() =>
    {
        var fault = FaultReader.Read(body, _world.Faults.NextId, _now);
        Append(new LogRecord(LogRecordKind.FaultAdded, _now) { Fault = fault });
        _world.Faults.Add(fault);
        return _world.Faults.Find(fault.FaultId)!;
    });

    /// <summary>Removes one fault, or all of them when no id is given. False when there is no such fault.</summary>
    internal bool RemoveFaults(string? faultId) => Locked(() =>
    {
        var found = faultId is null ? _world.Faults.All.ToList() : _world.Faults.Find(faultId) is { } one ? [one] : [];
        foreach (var fault in found)
        {
            Append(new LogRecord(LogRecordKind.FaultRemoved, _now) { FaultId = fault.Fault.FaultId });
            _world.Faults.Remove(fault);
        }

        return faultId is null || found.Count > 0;
    });

    /// <summary>Ends a hold and lets what it parked go on. False when there is no such fault.</summary>
    internal bool ReleaseFault(string faultId) => Locked(() =>
    {
        if (_world.Faults.Find(faultId) is not { } fault)
        {
            return false;
        }

        if (fault.Fault.Kind is not (FaultKind.Hold or FaultKind.RegionOutage))
        {
            throw new ProblemException(409, "FAULT_NOT_RELEASABLE", "faultId", $"{faultId} is a {fault.Fault.Kind}: only a hold or a regionOutage parks requests. Delete it instead.");
        }

        Append(new LogRecord(LogRecordKind.FaultReleased, _now) { FaultId = faultId });
        fault.Release(goOn: true);
        return true;
    });

    /// <summary>Takes a fault for a request that has not had any effect yet and parks the request when the fault asks for it.</summary>
    internal (Fault Fault, ParkedRequest? Parked)? TakeEarlyFault(string kind, FaultScope scope, Func<Fault, bool>? suits = null) => Locked(() =>
    {
        var used = new List<string>();
        if (_world.Faults.Take(kind, scope, _now, used, suits) is not { } state)
        {
            return ((Fault, ParkedRequest?)?)null;
        }

        Append(new LogRecord(LogRecordKind.FaultUsed, _now) { UsedFaults = used });
        var parks = kind == FaultKind.Hold || state.Fault.Mode == RegionOutageMode.Hang;
        return (state.Fault, parks ? state.Park(scope, _now) : null);
    });

    internal void Unpark(string faultId, ParkedRequest parked) => Locked(() =>
    {
        _world.Faults.Find(faultId)?.Unpark(parked);
        return true;
    });

    /// <summary>Source servers a request is about: those it lists, and those of the recovery instances it lists.</summary>
    internal IReadOnlyCollection<string> ServersOf(string accountId, string region, RequestSubjects subjects) => Locked(() =>
    {
        var servers = subjects.SourceServerIDs.ToHashSet(StringComparer.Ordinal);
        var cell = _world.Cell(accountId, region);
        servers.UnionWith(subjects.RecoveryInstanceIDs.Select(id => cell?.Instance(id)?.SourceServerID).OfType<string>());
        return (IReadOnlyCollection<string>)servers;
    });

    /// <summary>Puts a line into the transcript for a request that came to nothing before any operation saw it.</summary>
    internal long Note(RefusedRequest refused) => Locked(() =>
    {
        var entry = new TranscriptEntry(_world.Transcript.NextSeq, _now, "request")
        {
            Account = refused.Account,
            Region = refused.Region,
            Operation = refused.Operation,
            Status = refused.Status,
            Error = refused.Error,
            SourceServerIDs = refused.SourceServerIDs,
            Request = refused.Body,
        };
        Append(new LogRecord(LogRecordKind.Request, _now) { Request = entry });
        _world.Transcript.Add(entry);
        return entry.Seq;
    });

    /// <summary>Carries out a verified request: checks, effect, transcript and event log, in one step.</summary>
    internal ExecutedRequest Execute(VerifiedRequest request) => Locked(() =>
    {
        var cell = _world.Cell(request.Caller.Account, request.Region);
        var used = new List<string>();
        var before = cell.Revision;
        var result = Run(request, cell, used);
        if (result.Error is not null)
        {
            _world.Monitor.Refused(request.Operation, before, cell.Revision);
        }

        var accepted = result.Error is null;
        var dropped = accepted && result.Job is not null && _world.Faults.Take(FaultKind.DropAfterAccept, request.Scope, _now, used) is not null;
        var held = accepted ? _world.Faults.Take(FaultKind.Hold, request.Scope, _now, used, fault => fault.When == "after") : null;
        var entry = new TranscriptEntry(_world.Transcript.NextSeq, _now, "request")
        {
            Account = request.Caller.Account.Id,
            Region = request.Region,
            Operation = request.Operation,
            Status = result.Status,
            Error = dropped ? "ConnectionDropped" : result.Error?.Code,
            JobID = result.Job?.JobID,
            IsDrill = result.Job?.IsDrill,
            SourceServerIDs = result.Job?.Servers.Select(server => server.SourceServerID).ToList() ?? [.. request.Scope.SourceServerIDs],
            Request = request.BodyText,
        };
        Append(new LogRecord(LogRecordKind.Request, _now) { Request = entry, Job = result.Job, Changes = result.Changes.Count > 0 ? result.Changes : null, UsedFaults = used.Count > 0 ? used : null });
        _world.Transcript.Add(entry);
        return new ExecutedRequest(entry.Seq, result, dropped, held?.Fault.FaultId, held?.Park(request.Scope, _now));
    });

    private OperationResult Run(VerifiedRequest request, Cell cell, List<string> used)
    {
        if (_world.Faults.Take(FaultKind.Throttle, request.Scope, _now, used) is { Fault: var throttle })
        {
            return request.Service.Localize(ServiceError.Throttled(throttle.Code!, throttle.RetryAfterSeconds));
        }

        if (!cell.Initialized && request.Service.NeedsInitialization(request.Operation))
        {
            return ServiceError.UninitializedAccount();
        }

        if (request.Call is { Json: null, Query: null })
        {
            return request.Service.Unreadable("The request body is not a JSON object.");
        }

        var context = new OperationContext(_world, cell, request, _now, used);
        if (!request.Service.AuthorizesItself(request.Operation)
            && (context.Denial(new AccessRequest($"{request.Service.ActionPrefix}:{request.Operation}", "*")) ?? context.DependentDenial()) is { } denied)
        {
            return request.Service.Localize(denied);
        }

        var result = request.Service.Execute(context);
        return result.Error is { } error ? request.Service.Localize(error) : result with { Changes = context.Changes };
    }

    private T Locked<T>(Func<T> work)
    {
        lock (_gate)
        {
            _now = Later(_now, WireTime.Truncate(DomainClock.GetUtcNow()));
            _world.CatchUp(_now);
            return work();
        }
    }

    private void Append(LogRecord record) => _journal.Append(record);

    private void Begin()
    {
        _world.Epoch = _now;
        _journal.Begin(_now, Clock?.State);
    }

    private void OnClockChanged(ClockState state)
    {
        lock (_gate)
        {
            _journal.ClockChanged(WireTime.Truncate(state.DomainAnchor), state);
        }
    }

    /// <summary>A restarted clock goes on as it went, unless the configuration has been changed since.</summary>
    private SimulatedClock OwnClock(LoggedClock? logged)
    {
        if (logged is null)
        {
            return SimulatedClock.StartNow(MachineClock, _options.TimeScale, _options.Step);
        }

        var machineNow = MachineClock.GetUtcNow();
        var resumed = new ClockState(machineNow, Later(_now, logged.State.NowAt(machineNow)), logged.State.TimeScale, logged.State.Step);
        return new SimulatedClock(_journal.IsConfiguredLike(logged) ? resumed : resumed with { TimeScale = _options.TimeScale, Step = _options.Step }, MachineClock);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
