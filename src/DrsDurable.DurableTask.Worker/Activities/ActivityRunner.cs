using System.Diagnostics;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Tracing;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Worker.Failures;
using DrsDurable.DurableTask.Worker.Metrics;
using DrsDurable.DurableTask.Worker.Payloads;
using DrsDurable.DurableTask.Worker.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace DrsDurable.DurableTask.Worker.Activities;

/// <summary>Runs activities, each in a service scope of its own.</summary>
internal sealed class ActivityRunner(TaskDirectory tasks, IServiceScopeFactory scopes, DurableTaskWorkerOptions options, WorkerMetrics metrics)
{
    /// <param name="lost">Cancelled when the hub may no longer act for the instance, or this worker gave the work item back.</param>
    /// <exception cref="WorkItemRefusedException">
    /// The version is for another worker. Or the activity failed after <paramref name="lost"/> was cancelled: its failure says nothing, since it may be because of
    /// that. The task stays open for the next owner. A result is taken even then.
    /// </exception>
    public Task<ActivityResult> RunAsync(ActivityWorkItem item, CancellationToken lost) =>
        metrics.TimesActivities ? RunTimedAsync(item, lost) : RunUntimedAsync(item, lost);

    private async Task<ActivityResult> RunTimedAsync(ActivityWorkItem item, CancellationToken lost)
    {
        var began = metrics.BeginActivity();
        var outcome = "refused";
        try
        {
            var result = await RunUntimedAsync(item, lost).ConfigureAwait(false);
            outcome = result.Failure is null ? "succeeded" : "failed";
            return result;
        }
        finally
        {
            metrics.Activity(item.Name, outcome, began);
        }
    }

    private async Task<ActivityResult> RunUntimedAsync(ActivityWorkItem item, CancellationToken lost)
    {
        using var span = StartSpan(item);
        if (options.Versioning is { } versioning && !VersionMatch.Accepts(versioning, item.Version))
        {
            var mismatch = VersionMatch.Mismatch(versioning, item.Version);
            return versioning.FailureStrategy == DurableTaskWorkerOptions.VersionFailureStrategy.Fail
                ? Failed(item, VersionMatch.Failure(mismatch), span)
                : throw new WorkItemRefusedException(mismatch);
        }

        try
        {
            return tasks.TryFindActivity(item.Name, item.Version, out var factory)
                ? new ActivityResult(item.CompletionToken, await RunAsync(item, factory, lost).ConfigureAwait(false), null)
                : Failed(item, FailureDetailsMapping.NotFound("Activity", item.Name), span);
        }
        catch (Exception failure) when (lost.IsCancellationRequested)
        {
            DurableTaskTraces.Fail(span, "OwnershipLost");
            throw new WorkItemRefusedException($"The instance was lost to another owner while the activity ran ({failure.Message}).");
        }
        catch (Exception failure)
        {
            return Failed(item, FailureDetailsMapping.FromException(failure, options.ExceptionProperties), span);
        }
    }

    /// <summary>What the activity itself does, such as calls to AWS, hangs below this span.</summary>
    private static Activity? StartSpan(ActivityWorkItem item)
    {
        var span = item.TraceParent is { } parent
            ? DurableTaskTraces.Start(ActivityKind.Server, "activity", item.Name, item.Version, parent)
            : null;
        span?.SetTag(TraceTags.Type, "activity").SetTag(TraceTags.InstanceId, item.InstanceId).SetTag(TraceTags.TaskId, item.TaskId);
        return span;
    }

    private static ActivityResult Failed(ActivityWorkItem item, FailureDetails failure, Activity? span)
    {
        DurableTaskTraces.Fail(span, failure.ErrorType);
        return new ActivityResult(item.CompletionToken, null, failure);
    }

    private async Task<string?> RunAsync(ActivityWorkItem item, Func<IServiceProvider, ITaskActivity> factory, CancellationToken lost)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            scope.ServiceProvider.GetRequiredService<ActivityOwnership>().Lost = lost;
            var activity = factory(scope.ServiceProvider);
            var input = options.DataConverter.Read(ActivityInput.Unwrap(item.Input), activity.InputType, "input of activity", item.Name);
            var output = await activity.RunAsync(new Context(item), input).ConfigureAwait(false);
            return options.DataConverter.Serialize(output);
        }
    }

    private sealed class Context(ActivityWorkItem item) : TaskActivityContext
    {
        public override TaskName Name => item.Name;

        public override string InstanceId => item.InstanceId;

        public override string Version => item.Version ?? string.Empty;
    }
}
