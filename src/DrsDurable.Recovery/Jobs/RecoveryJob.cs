using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Waves;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Jobs;

/// <summary>
/// Launches up to 100 servers by one DRS job and watches it until the last of them has a verdict. Tells its wave by <see cref="ServersChanged"/> events
/// what the wave may act on before the job ends.
/// </summary>
[DurableTask(nameof(RecoveryJob))]
public sealed class RecoveryJob : TaskOrchestrator<JobRun, JobResult>
{
    /// <summary>Steps per generation: a poll is one, so that history stays small whatever a job takes.</summary>
    private const int StepsPerGeneration = 40;

    public override async Task<JobResult> RunAsync(TaskOrchestrationContext context, JobRun? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var desk = new JobDesk(context, input);
        var heldBack = context.WaitForExternalEvent<HoldBack>(HoldBack.EventName);
        var launch = new JobLaunch(context, input, desk, heldBack);
        var watch = new JobWatch(context, input, desk);
        desk.Show();
        try
        {
            for (var steps = 0; !desk.State.IsEnded; steps++)
            {
                if (steps == StepsPerGeneration)
                {
                    context.ContinueAsNew(input with { State = heldBack.IsCompleted ? desk.State.Under(await heldBack) : desk.State });
                    return desk.Result();
                }

                if (desk.State.JobId is null)
                {
                    await launch.StepAsync();
                }
                else
                {
                    await watch.StepAsync();
                }
            }

            await watch.EnrichAsync();
        }
        catch (TaskFailedException failure)
        {
            desk.Logger.LogError(failure, "Execution {ExecutionId} wave {Wave}: job {JobID} cannot go on", input.ExecutionId, input.WaveName, desk.State.JobId);
            desk.Move(desk.State.End(ServerStatus.Failed, desk.Now, new ServerError(ServerErrorCode.OrchestrationFailed, Text.Shorten(failure.Message))));
        }

        return desk.Result();
    }
}
