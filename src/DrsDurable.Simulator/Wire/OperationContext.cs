using System.Text.Json;
using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Jobs;
using DrsDurable.Simulator.State;

namespace DrsDurable.Simulator.Wire;

/// <summary>What an operation works with: the cell, the parsed body, the simulated time and the faults in force.</summary>
internal sealed class OperationContext(SimulatedWorld world, Cell cell, string operation, JsonElement body, FaultScope scope, DateTimeOffset now, List<string> usedFaults)
{
    public SimulatedWorld World => world;

    public Cell Cell => cell;

    public string Operation => operation;

    public RequestFields Fields { get; } = new(body);

    public FaultScope Scope => scope;

    public DateTimeOffset Now => now;

    /// <summary>ARN of the principal that calls.</summary>
    public string CallerArn => $"arn:{cell.Partition}:iam::{cell.Account.Id}:user/{cell.Account.AccessKeyId}";

    /// <summary>What the operation has changed so far.</summary>
    public List<StateChange> Changes { get; } = [];

    /// <summary>Changes the state. An operation that is going to refuse its request must do so before.</summary>
    public void Change(StateChange change)
    {
        change.Apply(world);
        Changes.Add(change);
    }

    /// <summary>Takes a fault that applies to the whole request.</summary>
    public Fault? TakeFault(string kind, Func<Fault, bool>? suits = null) => world.Faults.Take(kind, scope, now, usedFaults, suits)?.Fault;

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
    public ServiceError? Error { get; init; }

    /// <summary>The job the operation made.</summary>
    public JobRecord? Job { get; init; }

    /// <summary>What else the operation changed.</summary>
    public IReadOnlyList<StateChange> Changes { get; init; } = [];

    public static implicit operator OperationResult(ServiceError error) => new(error.Status, ServiceErrorWriter.Body(error)) { Error = error };
}
