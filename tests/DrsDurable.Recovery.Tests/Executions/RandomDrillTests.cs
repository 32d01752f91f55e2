using DrsDurable.Aws.Drs.Model;
using DrsDurable.Recovery.CleanUp;
using DrsDurable.Recovery.Executions;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Recovery.Tests.Executions;

/// <summary>
/// Drills by seed, asserted from the simulator's transcript alone: what must never happen does not, whatever fails. 200 seeds; 10,000 with
/// DRSDURABLE_FAULTS=all; one with DRSDURABLE_SEED.
/// </summary>
public sealed class RandomDrillTests
{
    private const int Batch = 20;

    public static TheoryData<int> FirstSeeds
    {
        get
        {
            var seeds = TestSeed.Series(1, TestVolume.IsAll ? 10_000 : 200).ToList();
            return [.. seeds.Count == 1 ? seeds : seeds.Where(seed => seed % Batch == 1)];
        }
    }

    [Theory]
    [MemberData(nameof(FirstSeeds))]
    public async Task What_must_never_happen_does_not_happen(int firstSeed)
    {
        foreach (var seed in TestSeed.Series(firstSeed, Batch))
        {
            await RunAsync(seed);
        }
    }

    private static async Task RunAsync(int seed)
    {
        var began = TimeProvider.System.GetTimestamp();
        var random = new RandomDrill(seed);
        var outcome = "broken";
        try
        {
            await using var drill = await random.OpenAsync(seed);
            var (plan, view) = await random.RunAsync(drill);
            outcome = $"{view.Status} clean-up {view.Cleanup.Status}";
            await drill.Drs.DeleteFaultsAsync();
            await ShouldBeSoundAsync(drill, random, plan, view);
        }
        catch (Exception failure)
        {
            outcome += $" FAILED {failure.Message}";
            throw new InvalidOperationException($"Seed {seed} ({random.Story}): {failure.Message}", failure);
        }
        finally
        {
            CaseLog.For("random-drills.txt").Append($"seed {seed} {outcome} {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:0} ms: {random.Story}");
        }
    }

    private static async Task ShouldBeSoundAsync(DrillHarness drill, RandomDrill random, ExecutionSnapshot plan, ExecutionView view)
    {
        var all = await DrillTranscript.ReadAsync(drill);
        var ours = new DrillTranscript([.. all.Items.Where(item => !random.IsForeign(item))]);

        ours.Starts.Where(start => start.Accepted("StartRecovery")).SelectMany(start => start.SourceServerIds).Should().OnlyHaveUniqueItems("1: no server is launched twice");
        ours.ShouldRespectDependencies(plan);
        ours.Starts.Where(start => start.JobId is not null).Should().NotContain(start => start.IsDrill != true, "3: a drill stays a drill");
        await InstancesShouldBeGoneOrListedAsync(drill, ours, plan, view);
        await ForeignInstancesShouldBeLeftAloneAsync(drill, random);
        if (random.CancelWasAccepted)
        {
            view.RequestedAction.Should().Be("CANCEL", "6: an accepted command is not lost");
        }

        view.EndedAt.Should().NotBeNull();
        var launched = ours.Items.Where(item => item.Event == "LAUNCH_END").Select(item => item.SourceServerId).ToHashSet(StringComparer.Ordinal);
        view.Waves.SelectMany(wave => wave.Servers).Where(server => server.Status is ServerStatus.Launched or ServerStatus.Terminated)
            .Should().NotContain(server => !launched.Contains(server.SourceServerId), "only DRS's word makes a server launched");
        drill.ActiveInstances.Should().Be(0, "nothing is left running");
        (await drill.Store.ListHoldingExecutionsAsync(CancellationToken.None)).Should().BeEmpty("claims are released at every ending");
        drill.Simulator.Violations.Should().BeEmpty();
    }

    private static async Task InstancesShouldBeGoneOrListedAsync(DrillHarness drill, DrillTranscript ours, ExecutionSnapshot plan, ExecutionView view)
    {
        var jobs = ours.Starts.Select(start => start.JobId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var records = (await drill.Foreign.DescribeRecoveryInstancesAsync(new DescribeRecoveryInstancesRequest { MaxResults = 200 })).Items!;
        var alive = records.Where(record => jobs.Contains(record.JobID!) && record.Ec2InstanceState != "TERMINATED").ToList();
        if (view.Cleanup.Status == CleanupStatus.Done)
        {
            alive.Should().BeEmpty("4: what is called clean is clean");
        }
        else if (view.Cleanup.Status == CleanupStatus.Leftovers)
        {
            alive.Should().NotContain(
                record => !view.Cleanup.Leftovers.Any(left => left.RecoveryInstanceId == record.RecoveryInstanceID || left.Reason.Contains(record.SourceServerID!) || left.Reason.Contains(record.JobID!)),
                "4: what is not terminated is listed");
        }
        else
        {
            plan.Cleanup.Should().Be(CleanupPolicy.None);
            ours.Items.Should().NotContain(item => item.Operation == "TerminateRecoveryInstances");
        }
    }

    private static async Task ForeignInstancesShouldBeLeftAloneAsync(DrillHarness drill, RandomDrill random)
    {
        var requests = drill.Simulator.ReadTranscript().Where(entry => entry.Operation == "TerminateRecoveryInstances").Select(entry => entry.Request!).ToList();
        foreach (var job in random.ForeignJobs)
        {
            var log = (await drill.Foreign.DescribeJobLogItemsAsync(new DescribeJobLogItemsRequest { JobID = job, MaxResults = 200 })).Items!;
            foreach (var instance in log.Select(line => line.EventData?.TargetInstanceID).OfType<string>())
            {
                requests.Should().NotContain(request => request.Contains(instance), "5: a foreign instance is never terminated");
            }
        }
    }
}
