using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.Waves;

/// <summary>Input of <see cref="Wave"/>.</summary>
public sealed record WaveRun(string ExecutionId, bool IsDrill, RecoveryTiming Timing, WaveSnapshot Wave);

/// <summary>Output of <see cref="Wave"/>.</summary>
public sealed record WaveResult(int Number, WaveStatus Status, IReadOnlyList<ServerProgress> Servers, IReadOnlyList<Launched> Launches);

/// <summary>
/// Runs a wave's jobs side by side. Raises <see cref="WaveNews.Up"/> to the execution as soon as every critical server is launched, long before it returns:
/// it returns when the last server of the last job has a verdict.
/// </summary>
[DurableTask(nameof(Wave))]
public sealed class Wave : TaskOrchestrator<WaveRun, WaveResult>
{
    public override async Task<WaveResult> RunAsync(TaskOrchestrationContext context, WaveRun? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var desk = new WaveDesk(context, input);
        desk.Show();
        var changed = context.WaitForExternalEvent<ServersChanged>(ServersChanged.EventName);
        var heldBack = context.WaitForExternalEvent<HoldBack>(HoldBack.EventName);
        var running = desk.Shares.ToDictionary(share => share.Number, share => desk.LaunchAsync(share));
        while (running.Count > 0)
        {
            await Task.WhenAny([.. running.Values, changed, heldBack]);
            while (changed.IsCompleted)
            {
                desk.Learn(await changed);
                changed = context.WaitForExternalEvent<ServersChanged>(ServersChanged.EventName);
            }

            if (heldBack.IsCompleted)
            {
                var order = await heldBack;
                foreach (var number in running.Keys)
                {
                    context.SendEvent(InstanceIds.Job(input.ExecutionId, input.Wave.Number, number), HoldBack.EventName, order);
                }

                heldBack = context.WaitForExternalEvent<HoldBack>(HoldBack.EventName);
            }

            foreach (var (number, job) in running.Where(entry => entry.Value.IsCompleted).ToList())
            {
                running.Remove(number);
                desk.Record(number, await job);
            }
        }

        return desk.Finish();
    }
}
