using System.Diagnostics;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Tracing;
using Microsoft.Extensions.Options;

namespace DrsDurable.DurableTask.Worker.InProcess;

/// <summary>The client of a hub in the same process.</summary>
public sealed partial class TaskHubDurableTaskClient(
    string name, ITaskHubClient hub, IOptionsMonitor<DurableTaskClientOptions> options) : DurableTaskClient(name)
{
    private readonly DurableTaskClientOptions options = options.Get(name);

    /// <inheritdoc/>
    /// <exception cref="TaskHubBusyException">The hub has too much unfinished work.</exception>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        if (orchestratorName.Name.Length == 0)
        {
            throw new ArgumentException("The orchestrator's name is missing.", nameof(orchestratorName));
        }

        var version = options?.Version?.Version ?? this.options.DefaultVersion;
        var request = new CreateInstanceRequest(
            options?.InstanceId ?? Guid.NewGuid().ToString("N"),
            orchestratorName,
            version.Length == 0 ? null : version,
            this.options.DataConverter.Serialize(input),
            options?.Tags,
            options?.StartAt?.UtcDateTime,
            ReplaceableStatuses: ReplaceableStatuses(options?.DedupeStatuses));
        using var span = DurableTaskTraces.Start(ActivityKind.Producer, "create_orchestration", request.Name, request.Version);
        span?.SetTag(TraceTags.Type, "orchestration").SetTag(TraceTags.InstanceId, request.InstanceId);
        request = request with { TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null };
        var created = await hub.CreateInstanceAsync(request, cancellation).ConfigureAwait(false);
        if (created.Outcome != CreateInstanceOutcome.Created)
        {
            DurableTaskTraces.Fail(span, created.Outcome.ToString());
        }

        return created.Outcome switch
        {
            CreateInstanceOutcome.Created => request.InstanceId,
            CreateInstanceOutcome.AlreadyExists => throw new OrchestrationAlreadyExistsException(
                $"An instance '{request.InstanceId}' already exists with status {created.ExistingStatus}. Choose another id, or wait until it has ended."),
            _ => throw new TaskHubBusyException(request.InstanceId),
        };
    }

    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        using var span = DurableTaskTraces.Start(ActivityKind.Producer, "orchestration_event", eventName, null);
        span?.SetTag(TraceTags.Type, "event").SetTag(TraceTags.EventTarget, instanceId);
        await hub.RaiseEventAsync(instanceId, eventName, options.DataConverter.Serialize(eventPayload), null, cancellation).ConfigureAwait(false);
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return hub.TerminateAsync(
            instanceId, this.options.DataConverter.Serialize(options?.Output), options?.Recursive ?? false, cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return hub.SuspendAsync(instanceId, reason, cancellation);
    }

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return hub.ResumeAsync(instanceId, reason, cancellation);
    }

    public override async Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var started = await hub.WaitForStartAsync(instanceId, getInputsAndOutputs, cancellation).ConfigureAwait(false);
        return ToMetadata(started, getInputsAndOutputs);
    }

    public override async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var ended = await hub.WaitForCompletionAsync(instanceId, getInputsAndOutputs, cancellation).ConfigureAwait(false);
        return ToMetadata(ended, getInputsAndOutputs);
    }

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var found = await hub.GetInstanceAsync(instanceId, getInputsAndOutputs, cancellation).ConfigureAwait(false);
        return found is null ? null : ToMetadata(found, getInputsAndOutputs);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        filter ??= new OrchestrationQuery();
        return Pageable.Create<OrchestrationMetadata>(async (continuationToken, pageSize, cancellation) =>
        {
            var page = await hub.QueryAsync(
                new InstanceQuery(
                    filter.CreatedFrom?.UtcDateTime,
                    filter.CreatedTo?.UtcDateTime,
                    filter.Statuses is null ? null : [.. filter.Statuses.Select(status => (InstanceStatus)(int)status)],
                    filter.InstanceIdPrefix,
                    pageSize ?? filter.PageSize,
                    filter.FetchInputsAndOutputs,
                    continuationToken ?? filter.ContinuationToken),
                cancellation).ConfigureAwait(false);
            return new Page<OrchestrationMetadata>(
                [.. page.Instances.Select(instance => ToMetadata(instance, filter.FetchInputsAndOutputs))], page.ContinuationToken);
        });
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static InstanceStatus[]? ReplaceableStatuses(IReadOnlyList<string>? dedupeStatuses)
    {
        if (dedupeStatuses is null)
        {
            return null;
        }

        var kept = dedupeStatuses.Select(StatusNamed).ToHashSet();
        return
        [
            .. StartOrchestrationOptionsExtensions.ValidDedupeStatuses
                .Where(status => !kept.Contains(status))
                .Select(status => (InstanceStatus)(int)status),
        ];
    }

    private static OrchestrationRuntimeStatus StatusNamed(string name) =>
        Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status) && Enum.IsDefined(status)
            ? status
            : throw new ArgumentException($"'{name}' is not an orchestration status and cannot be a dedupe status.", nameof(name));
}
