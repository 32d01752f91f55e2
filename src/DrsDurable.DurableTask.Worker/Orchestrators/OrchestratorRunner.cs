using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Worker.Failures;
using DrsDurable.DurableTask.Worker.Metrics;
using DrsDurable.DurableTask.Worker.Replay;
using DrsDurable.DurableTask.Worker.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Worker.Orchestrators;

/// <summary>Runs turns, continuing orchestrators that wait in memory where their position allows it and replaying the others.</summary>
internal sealed class OrchestratorRunner(
    TaskDirectory tasks, IServiceScopeFactory scopes, DurableTaskWorkerOptions options, WorkerMetrics metrics, ILoggerFactory loggerFactory) : IAsyncDisposable
{
    private readonly LiveOrchestratorCache live = new(options.MaximumLiveOrchestrators);
    private readonly ILogger logger = loggerFactory.CreateLogger<OrchestratorRunner>();

    /// <exception cref="WorkItemRefusedException">Another worker should have it.</exception>
    public async Task<OrchestratorResult> RunAsync(OrchestratorWorkItem item)
    {
        var orchestrator = live.Take(item.InstanceId, item.CommittedPosition, out var outdated);
        await DisposeAsync(outdated).ConfigureAwait(false);

        IReadOnlyList<HistoryEvent> past = [];
        var isLive = orchestrator is not null;
        if (orchestrator is null)
        {
            var started = item.PastEvents.Concat(item.NewEvents).OfType<ExecutionStartedEvent>().FirstOrDefault()
                ?? throw new WorkItemRefusedException($"The history of instance '{item.InstanceId}' has no ExecutionStarted event: it is incomplete.");
            if (options.Versioning is { } versioning && !VersionMatch.Accepts(versioning, started.Version))
            {
                var mismatch = VersionMatch.Mismatch(versioning, started.Version);
                return versioning.FailureStrategy == DurableTaskWorkerOptions.VersionFailureStrategy.Fail
                    ? Failed(item, VersionMatch.Failure(mismatch))
                    : throw new WorkItemRefusedException(mismatch);
            }

            if (!tasks.TryFindOrchestrator(started.Name, started.Version, out var factory))
            {
                return Failed(item, FailureDetailsMapping.NotFound("Orchestrator", started.Name));
            }

            orchestrator = await CreateAsync(factory).ConfigureAwait(false);
            past = item.PastEvents;
        }

        return await RunAsync(item, orchestrator, isLive, past).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var orchestrator in live.Clear())
        {
            await DisposeAsync(orchestrator).ConfigureAwait(false);
        }
    }

    private static OrchestratorResult Failed(OrchestratorWorkItem item, FailureDetails failure)
    {
        var id = item.PastEvents.Select(past => past.EventId).DefaultIfEmpty(-1).Max() + 1;
        return new OrchestratorResult(
            item.CompletionToken, [new CompleteOrchestrationAction(id, InstanceStatus.Failed, null, failure, null, [])], null);
    }

    private async Task<OrchestratorResult> RunAsync(
        OrchestratorWorkItem item, LiveOrchestrator orchestrator, bool isLive, IReadOnlyList<HistoryEvent> past)
    {
        var keep = false;
        var began = metrics.BeginTurn();
        try
        {
            var turn = orchestrator.Run(past, item.NewEvents);
            keep = !turn.HasEnded && options.MaximumLiveOrchestrators > 0;
            return new OrchestratorResult(item.CompletionToken, turn.Actions, turn.CustomStatus);
        }
        catch (NonDeterministicOrchestrationException contradiction)
        {
            logger.LogError(contradiction, "Instance '{InstanceId}' cannot be replayed: its orchestrator contradicts its history", item.InstanceId);
            return new OrchestratorResult(item.CompletionToken, [], null, FailureDetailsMapping.FromException(contradiction));
        }
        finally
        {
            metrics.Turn(orchestrator.Name, isLive, past.Count, began);
            IReadOnlyList<LiveOrchestrator> leaving = keep ? live.Put(item.InstanceId, item.NextPosition, orchestrator) : [orchestrator];
            foreach (var left in leaving)
            {
                await DisposeAsync(left).ConfigureAwait(false);
            }
        }
    }

    private async Task<LiveOrchestrator> CreateAsync(Func<IServiceProvider, ITaskOrchestrator> factory)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            return new LiveOrchestrator(factory(scope.ServiceProvider), scope, options, loggerFactory);
        }
        catch
        {
            await scope.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task DisposeAsync(LiveOrchestrator? orchestrator)
    {
        try
        {
            await (orchestrator?.DisposeAsync() ?? ValueTask.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // A service that cannot be disposed of must not undo the turn.
            logger.LogError(failure, "Disposing of the services of an orchestrator failed");
        }
    }
}
