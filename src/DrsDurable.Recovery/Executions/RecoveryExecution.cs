using DrsDurable.Recovery.Waves;

namespace DrsDurable.Recovery.Executions;

/// <summary>
/// Carries one execution out: starts each wave as soon as its dependencies are up, hands a cancel down, cleans up where asked, and frees what it claimed.
/// </summary>
[DurableTask(nameof(RecoveryExecution))]
public sealed class RecoveryExecution : TaskOrchestrator<ExecutionSnapshot, ExecutionResult>
{
    public override async Task<ExecutionResult> RunAsync(TaskOrchestrationContext context, ExecutionSnapshot? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var desk = new ExecutionDesk(context, input);
        desk.Show();
        var cancel = new CancelInbox(context, desk);
        try
        {
            await desk.BeginAsync();
            await RunWavesAsync(context, desk, cancel);
        }
        catch (TaskFailedException failure)
        {
            desk.Break(failure.Message);
        }

        // A cancel that arrives while the execution ends has nothing left to stop, but may still ask for clean-up.
        var isCleaned = false;
        cancel.Drain();
        do
        {
            if (!isCleaned && desk.WantsCleanup)
            {
                isCleaned = true;
                await desk.CleanUpAsync();
                cancel.Drain();
            }

            await desk.EndAsync();
        }
        while (cancel.Drain());

        return desk.Finish();
    }

    private static async Task RunWavesAsync(TaskOrchestrationContext context, ExecutionDesk desk, CancelInbox cancel)
    {
        var up = context.WaitForExternalEvent<WaveNews>(WaveNews.Up);
        var down = context.WaitForExternalEvent<WaveNews>(WaveNews.Down);
        cancel.Drain();
        var running = desk.StartReady();
        while (running.Count > 0)
        {
            await Task.WhenAny([.. running.Values, up, down, cancel.Next]);
            while (up.IsCompleted)
            {
                desk.WaveIsUp(await up);
                up = context.WaitForExternalEvent<WaveNews>(WaveNews.Up);
            }

            while (down.IsCompleted)
            {
                desk.WaveIsDown(await down);
                down = context.WaitForExternalEvent<WaveNews>(WaveNews.Down);
            }

            foreach (var (number, wave) in running.Where(entry => entry.Value.IsCompleted).ToList())
            {
                running.Remove(number);
                desk.WaveEnded(await wave);
            }

            cancel.Drain();
            foreach (var (number, wave) in desk.StartReady())
            {
                running.Add(number, wave);
            }
        }
    }

    /// <summary>The one standing waiter for cancels.</summary>
    private sealed class CancelInbox(TaskOrchestrationContext context, ExecutionDesk desk)
    {
        public Task<CancelRequest> Next { get; private set; } = context.WaitForExternalEvent<CancelRequest>(CancelRequest.EventName);

        /// <summary>Hands over what has arrived; whether something had.</summary>
        public bool Drain()
        {
            var any = false;
            while (Next.IsCompleted)
            {
                desk.Cancel(CancelRequest.From(Next));
                any = true;
                Next = context.WaitForExternalEvent<CancelRequest>(CancelRequest.EventName);
            }

            return any;
        }
    }
}
