using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Worker.Activities;
using DrsDurable.DurableTask.Worker.Calls;
using DrsDurable.DurableTask.Worker.Payloads;

namespace DrsDurable.DurableTask.Worker.Replay;

internal sealed partial class OrchestrationContext
{
    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>(StringComparer.Ordinal);

    // Everything below runs as part of the orchestrator: awaits keep to its thread.
    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        thread.Verify();
        RefuseOptionsAsInput(input, options);
        var payload = ActivityInput.Wrap(settings.DataConverter.Serialize(input));
        var version = options?.Version is { } asked ? Text(asked) : started.Version;
        var outcome = await Retrying.InvokeAsync(this, name, options?.Retry, () =>
            ledger.Open(new ScheduleTaskAction(ledger.TakeId(), name, version, payload, TagsOf(options))));
        return Read<TResult>(name, outcome);
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        thread.Verify();
        RefuseOptionsAsInput(input, options);
        var instanceId = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        var payload = settings.DataConverter.Serialize(input);
        var version = Text(options?.Version ?? new TaskVersion(settings.Versioning?.DefaultVersion));
        var outcome = await Retrying.InvokeAsync(this, orchestratorName, options?.Retry, () =>
            ledger.Open(new CreateSubOrchestrationAction(
                ledger.TakeId(), orchestratorName, version, instanceId, payload, TagsOf(options))));
        return Read<TResult>(orchestratorName, outcome);
    }

    private static string? Text(TaskVersion version) => version == TaskVersion.Unversioned ? null : version.Version;

    private static IReadOnlyDictionary<string, string> TagsOf(TaskOptions? options) =>
        options?.Tags is { Count: > 0 } tags ? new Dictionary<string, string>(tags, StringComparer.Ordinal) : NoTags;

    private static void RefuseOptionsAsInput(object? input, TaskOptions? options)
    {
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException("Task options were passed as the input. Pass them as the options.", nameof(input));
        }
    }

    private TResult Read<TResult>(TaskName name, TaskOutcome outcome) => outcome.Failed
        ? throw Retrying.ExceptionFor(name, outcome)
        : settings.DataConverter.Read<TResult>(outcome.Result, "result of", name.Name)!;
}
