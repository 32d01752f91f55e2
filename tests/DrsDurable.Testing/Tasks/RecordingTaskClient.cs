using System.Collections.Concurrent;
using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Converters;

namespace DrsDurable.Testing.Tasks;

/// <summary>A task hub in which nothing runs: it keeps what was scheduled and raised, and instances are as the test sets them.</summary>
public sealed class RecordingTaskClient() : DurableTaskClient("recording")
{
    private readonly ConcurrentDictionary<string, OrchestrationMetadata> instances = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RaisedEvent> events = new();

    /// <summary>Thrown by every call while set, as by a hub that is out of reach.</summary>
    public Exception? Outage { get; set; }

    /// <summary>Called for each event, after it is kept: what the orchestration would do with it.</summary>
    public Action<RaisedEvent>? OnEvent { get; set; }

    public IReadOnlyCollection<RaisedEvent> Events => events;

    public IReadOnlyCollection<OrchestrationMetadata> Instances => [.. instances.Values];

    /// <summary>Sets the status of an instance and what it publishes.</summary>
    public void Set(string instanceId, OrchestrationRuntimeStatus status, object? customStatus = null)
    {
        var before = instances[instanceId];
        instances[instanceId] = Make(before.Name, instanceId, status, before.SerializedInput, JsonDataConverter.Default.Serialize(customStatus));
    }

    public void Forget(string instanceId) => instances.TryRemove(instanceId, out _);

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        ThrowIfOut();
        var id = options?.InstanceId ?? throw new InvalidOperationException("Every orchestration of the product has an id of its own choice.");
        var instance = Make(orchestratorName.Name, id, OrchestrationRuntimeStatus.Pending, JsonDataConverter.Default.Serialize(input), null);
        return instances.TryAdd(id, instance) ? Task.FromResult(id) : throw new OrchestrationAlreadyExistsException(id);
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ThrowIfOut();
        var raised = new RaisedEvent(instanceId, eventName, eventPayload);
        events.Enqueue(raised);
        OnEvent?.Invoke(raised);
        return Task.CompletedTask;
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ThrowIfOut();
        return Task.FromResult(instances.GetValueOrDefault(instanceId));
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static OrchestrationMetadata Make(string name, string instanceId, OrchestrationRuntimeStatus status, string? input, string? customStatus) =>
        new(name, instanceId)
        {
            DataConverter = JsonDataConverter.Default,
            RuntimeStatus = status,
            SerializedInput = input,
            SerializedCustomStatus = customStatus,
        };

    private void ThrowIfOut()
    {
        if (Outage is { } outage)
        {
            throw outage;
        }
    }
}

public sealed record RaisedEvent(string InstanceId, string Name, object? Payload);
