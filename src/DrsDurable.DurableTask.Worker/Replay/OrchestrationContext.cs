using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Worker.Events;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Worker.Replay;

/// <summary>What the orchestrator's code sees, over the ledger of its decisions and the events on their way to it.</summary>
internal sealed partial class OrchestrationContext(
    ExecutionStartedEvent started,
    OrchestratorThread thread,
    DecisionLedger ledger,
    ExternalEvents events,
    DurableTaskWorkerOptions settings,
    ILoggerFactory loggerFactory) : TaskOrchestrationContext
{
    private DateTime now;
    private bool isReplaying;
    private int guids;

    public override TaskName Name => started.Name;

    public override string InstanceId => started.InstanceId;

    public override string Version => started.Version ?? string.Empty;

    public override ParentOrchestrationInstance? Parent { get; } =
        started.Parent is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => now;

    public override bool IsReplaying => isReplaying;

    /// <summary>Set once the orchestrator asked for a next generation.</summary>
    public NextGeneration? NextGeneration { get; private set; }

    public object? CustomStatus { get; private set; }

    protected override ILoggerFactory LoggerFactory => loggerFactory;

    public void Advance(DateTime turn, bool replaying)
    {
        now = turn;
        isReplaying = replaying;
    }

    public override T? GetInput<T>()
        where T : default => settings.DataConverter.Deserialize<T>(started.Input);

    public override void SetCustomStatus(object? customStatus)
    {
        thread.Verify();
        CustomStatus = customStatus;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        thread.Verify();
        NextGeneration = new NextGeneration(
            settings.DataConverter.Serialize(options.NewInput),
            string.IsNullOrWhiteSpace(options.NewVersion) ? null : options.NewVersion);
        if (!options.PreserveUnprocessedEvents)
        {
            events.DropKept();
        }
    }

    public override Guid NewGuid()
    {
        thread.Verify();
        return DeterministicGuid.Create(InstanceId, now, guids++);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        thread.Verify();
        ledger.Decide(new SendEventAction(ledger.TakeId(), instanceId, eventName, settings.DataConverter.Serialize(payload)));
    }
}

/// <param name="Version"><see langword="null"/> keeps the present one.</param>
internal sealed record NextGeneration(string? Input, string? Version);
