using DrsDurable.Aws;

namespace DrsDurable.Recovery.Jobs;

/// <summary>Looks for the job of an unknown outcome. Answers Adopted, NotFound, or that DRS cannot be read now.</summary>
[DurableTask(nameof(ReconcileLaunch))]
public sealed class ReconcileLaunch(LaunchSearch search, JobWatcher watcher, LaunchPermission permission) : TaskActivity<StartRecoveryInput, LaunchOutcome>
{
    public override async Task<LaunchOutcome> RunAsync(TaskActivityContext context, StartRecoveryInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var run = input.Run;
        var target = new AwsTarget(run.AccountId, run.Region);
        try
        {
            var found = await search.FindAsync(run.InstanceId, target, input.FirstUnknownAttempt ?? input.Attempt, input.Attempt, permission.Lost).ConfigureAwait(false);
            if (found is null)
            {
                return new LaunchOutcome(LaunchVerdict.NotFound);
            }

            watcher.Expect(target, found.JobId, input.Now);
            return new LaunchOutcome(LaunchVerdict.Adopted, found.JobId);
        }
        catch (Exception failure) when (DrsTrouble.Covers(failure) && !permission.Lost.IsCancellationRequested)
        {
            return PrepareLaunch.NotSent(DrsTrouble.Of("DescribeJobs", failure));
        }
    }
}
