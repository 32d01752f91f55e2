using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Worker.Events;
using DrsDurable.DurableTask.Worker.Failures;
using DrsDurable.DurableTask.Worker.Payloads;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Worker.Replay;

/// <summary>
/// An orchestrator and how far it has come. Fed with its history it stands where its code waits; fed with new events it goes on
/// from there and says what it decided.
/// </summary>
internal sealed class LiveOrchestrator(
    ITaskOrchestrator orchestrator, AsyncServiceScope scope, DurableTaskWorkerOptions options, ILoggerFactory loggerFactory)
    : IAsyncDisposable
{
    private readonly OrchestratorThread thread = new();
    private readonly DecisionLedger ledger = new();
    private readonly ExternalEvents events = new(options.DataConverter);
    private readonly Queue<HistoryEvent> held = new();
    private OrchestrationContext? context;
    private DateTime turn;
    private bool replaying;
    private bool suspended;
    private ExecutionTerminatedEvent? terminated;
    private OrchestratorEnd? end;
    private string? customStatus;

    /// <summary>Of the orchestrator; empty before it has started.</summary>
    public string Name { get; private set; } = string.Empty;

    /// <summary>
    /// Runs the code over <paramref name="past"/>, which it decided before, and then over <paramref name="fresh"/>, synchronously.
    /// </summary>
    /// <exception cref="NonDeterministicOrchestrationException">The code contradicts the history.</exception>
    public Turn Run(IEnumerable<HistoryEvent> past, IEnumerable<HistoryEvent> fresh)
    {
        thread.Enter(() =>
        {
            replaying = true;
            foreach (var recorded in past)
            {
                Process(recorded);
            }

            replaying = false;
            foreach (var arrived in fresh)
            {
                Process(arrived);
            }
        });
        try
        {
            customStatus = options.DataConverter.Serialize(context?.CustomStatus);
        }
        catch (Exception unserializable)
        {
            return Fail(unserializable);
        }

        return Decide();
    }

    public ValueTask DisposeAsync() => scope.DisposeAsync();

    private void Process(HistoryEvent happened)
    {
        context?.Advance(turn, replaying);
        switch (happened)
        {
            case OrchestratorStartedEvent:
                turn = happened.Timestamp;
                break;
            case ExecutionStartedEvent started when context is null:
                Start(started);
                break;
            case TaskScheduledEvent or TimerCreatedEvent or SubOrchestrationInstanceCreatedEvent or EventSentEvent:
                ledger.Record(happened);
                break;
            case OrchestratorCompletedEvent when !suspended:
                // While suspended the decisions of a turn are held back until the turn of the resumption.
                ledger.VerifyAllRecorded();
                break;
            case ExecutionSuspendedEvent:
                suspended = true;
                break;
            case ExecutionResumedEvent:
                suspended = false;
                while (held.TryDequeue(out var next))
                {
                    Deliver(next);
                }

                break;
            case ExecutionTerminatedEvent now:
                terminated ??= now;
                break;
            default:
                if (suspended)
                {
                    held.Enqueue(happened);
                }
                else
                {
                    Deliver(happened);
                }

                break;
        }
    }

    private void Start(ExecutionStartedEvent started)
    {
        Name = started.Name;
        context = new OrchestrationContext(started, thread, ledger, events, options, loggerFactory);
        context.Advance(turn, replaying);
        thread.Start(() => _ = ExecuteAsync(context, started.Input));
    }

    private async Task ExecuteAsync(OrchestrationContext running, string? payload)
    {
        try
        {
            var input = options.DataConverter.Read(payload, orchestrator.InputType, "input of orchestrator", Name);
            var output = await orchestrator.RunAsync(running, input);
            end = new OrchestratorEnd(options.DataConverter.Serialize(output), null);
        }
        catch (Exception unhandled)
        {
            end = new OrchestratorEnd(null, FailureDetailsMapping.FromException(unhandled, options.ExceptionProperties));
        }
    }

    private void Deliver(HistoryEvent arrived)
    {
        switch (arrived)
        {
            case TaskCompletedEvent completed:
                Close(new TaskOutcome(completed.TaskScheduledId, completed.Result));
                break;
            case TaskFailedEvent failed:
                Close(new TaskOutcome(failed.TaskScheduledId, null, Failed: true, failed.Failure));
                break;
            case SubOrchestrationInstanceCompletedEvent completed:
                Close(new TaskOutcome(completed.TaskScheduledId, completed.Result));
                break;
            case SubOrchestrationInstanceFailedEvent failed:
                Close(new TaskOutcome(failed.TaskScheduledId, null, Failed: true, failed.Failure));
                break;
            case TimerFiredEvent fired:
                Close(new TaskOutcome(fired.TimerId, null));
                break;
            case EventRaisedEvent raised when context?.NextGeneration is not null:
                events.Keep(raised);
                break;
            case EventRaisedEvent raised:
                thread.Deliver(() => events.Arrive(raised));
                break;
        }
    }

    private void Close(TaskOutcome outcome) => thread.Deliver(() => ledger.Close(outcome));

    private Turn Decide()
    {
        if (context is null)
        {
            throw new InvalidOperationException("The history has no ExecutionStarted event: it is incomplete.");
        }

        if (terminated is { } terminate)
        {
            return End(InstanceStatus.Terminated, terminate.Output, null);
        }

        if (suspended)
        {
            return new Turn([], customStatus, HasEnded: false);
        }

        if (thread.Unobserved is { } unobserved)
        {
            return Fail(unobserved);
        }

        if (thread.WokenFromOutside)
        {
            return Fail(NonDurableAwaitException.WokenFromOutside(Name));
        }

        if (end is null && !ledger.HasOpenTasks && !events.HasWaiters)
        {
            return Fail(NonDurableAwaitException.NothingOutstanding(Name));
        }

        // What is open must come to its end first, as in Microsoft's implementation: an activity whose result nobody has seen
        // would otherwise go on behind the back of an instance that says it has ended.
        return end is null || ledger.HasOpenTasks
            ? new Turn(ledger.TakeUnrecorded(), customStatus, HasEnded: false)
            : end.Failure is null && context.NextGeneration is { } next
                ? ContinueAsNew(next)
                : End(end.Failure is null ? InstanceStatus.Completed : InstanceStatus.Failed, end.Output, end.Failure);
    }

    private Turn ContinueAsNew(NextGeneration next) => Close(new CompleteOrchestrationAction(
        ledger.TakeId(), InstanceStatus.ContinuedAsNew, next.Input, null, next.Version, [.. events.Kept]));

    private Turn Fail(Exception reason) => End(InstanceStatus.Failed, null, FailureDetailsMapping.FromException(reason, options.ExceptionProperties));

    private Turn End(InstanceStatus status, string? output, FailureDetails? failure) =>
        Close(new CompleteOrchestrationAction(ledger.TakeId(), status, output, failure, null, []));

    private Turn Close(CompleteOrchestrationAction completion) =>
        new([.. ledger.TakeUnrecorded(), completion], customStatus, HasEnded: true);

    private sealed record OrchestratorEnd(string? Output, FailureDetails? Failure);
}

/// <summary>What one turn decided.</summary>
internal sealed record Turn(IReadOnlyList<OrchestratorAction> Actions, string? CustomStatus, bool HasEnded);
