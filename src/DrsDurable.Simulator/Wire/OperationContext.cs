using System.Xml.Linq;
using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.Jobs;
using DrsDurable.Simulator.Services;
using DrsDurable.Simulator.State;

namespace DrsDurable.Simulator.Wire;

/// <summary>What an operation works with: the cell, the parsed body, the simulated time and the faults in force.</summary>
internal sealed class OperationContext(SimulatedWorld world, Cell cell, VerifiedRequest request, DateTimeOffset now, List<string> usedFaults)
{
    public SimulatedWorld World => world;

    public Cell Cell => cell;

    public string Operation => request.Operation;

    /// <summary>Members of a JSON protocol.</summary>
    public RequestFields Fields { get; } = new(request.Call.Json ?? default);

    /// <summary>Parameters of a query protocol.</summary>
    public QueryFields Query => request.Call.Query!;

    public FaultScope Scope => request.Scope;

    public DateTimeOffset Now => now;

    public Principal Caller => request.Caller;

    /// <summary>The error when the caller may not do this; null when it may.</summary>
    public ServiceError? Denial(AccessRequest access) =>
        Caller.Decide(access.With("aws:RequestedRegion", cell.Region)).IsAllowed ? null : ServiceError.AccessDenied(Caller.Arn, access.Action, access.Resource);

    /// <summary>The error when the caller may not call this operation of DRS on a source server, or lacks an action it depends on.</summary>
    public ServiceError? ServerDenial(string sourceServerID, IReadOnlyDictionary<string, string>? requestTags = null)
    {
        var access = new AccessRequest($"drs:{Operation}", cell.Arn($"source-server/{sourceServerID}")).WithRequestTags(requestTags ?? new Dictionary<string, string>(StringComparer.Ordinal));
        return Denial(cell.Server(sourceServerID) is { } server ? access.WithResourceTags(server.Tags) : access) ?? DependentDenial();
    }

    public ServiceError? DependentDenial() => DrsOperations.DependentActions(Operation)
        .Select(action => Denial(new AccessRequest(action, "*").With("aws:ViaAWSService", "true").With("aws:CalledVia", "drs.amazonaws.com")))
        .FirstOrDefault(denial => denial is not null);

    /// <summary>What the operation has changed so far.</summary>
    public List<StateChange> Changes { get; } = [];

    /// <summary>Changes the state. An operation that is going to refuse its request must do so before.</summary>
    public void Change(StateChange change)
    {
        change.Apply(world);
        Changes.Add(change);
    }

    /// <summary>Takes a fault that applies to the whole request.</summary>
    public Fault? TakeFault(string kind, Func<Fault, bool>? suits = null) => world.Faults.Take(kind, request.Scope, now, usedFaults, suits)?.Fault;

    /// <summary>Takes a fault for one server of the job being created.</summary>
    public Fault? TakeFault(string kind, string sourceServerID, Func<Fault, bool>? suits = null) =>
        world.Faults.Take(kind, new FaultScope(null, cell.Account.Id, cell.Region, [sourceServerID]), now, usedFaults, suits)?.Fault;

    public WireJson Wire()
    {
        var unknown = TakeFault(FaultKind.UnknownEnum);
        return new WireJson(unknown?.Field, unknown?.Value);
    }

    /// <summary>Adds the job and answers with it.</summary>
    public OperationResult Accept(JobRecord record, int status)
    {
        var job = world.Accept(cell, record);
        using var wire = Wire();
        return new OperationResult(status, JobWire.Wrapped(wire, cell, job, now)) { Job = record };
    }
}

/// <summary>The answer of an operation: a body, or an error.</summary>
internal sealed record OperationResult(int Status, byte[] Body)
{
    /// <summary>The result's elements in an XML protocol, without namespace.</summary>
    public IReadOnlyList<XElement>? Xml { get; init; }

    public ServiceError? Error { get; init; }

    /// <summary>The job the operation made.</summary>
    public JobRecord? Job { get; init; }

    /// <summary>What else the operation changed.</summary>
    public IReadOnlyList<StateChange> Changes { get; init; } = [];

    public static implicit operator OperationResult(ServiceError error) => new(error.Status, []) { Error = error };

    public static OperationResult OfXml(IReadOnlyList<XElement> elements) => new(200, []) { Xml = elements };
}
