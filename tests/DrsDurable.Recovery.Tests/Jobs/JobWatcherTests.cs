using DrsDurable.Aws;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Tests.Executions;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Recovery.Tests.Jobs;

public sealed class JobWatcherTests
{
    private static readonly AwsTarget Target = new(FleetFile.AccountId, FleetFile.Region);

    [Fact]
    public async Task Look_EveryoneAtOneTick_SharesOneCallAboutEveryWatchedJob()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 3);
        var watcher = new JobWatcher(new DrsReader(drill.Aws));
        var now = drill.Clock.GetUtcNow();
        var jobs = await StartAsync(drill, 3);
        foreach (var job in jobs)
        {
            watcher.Expect(Target, job, now);
        }

        var seen = await Task.WhenAll(jobs.Select(job => watcher.LookAsync(Target, job, now.AddSeconds(30))));

        seen.Select(sighting => sighting.Job!.JobId).Should().Equal(jobs);
        (await DrillTranscript.ReadAsync(drill)).Calls("DescribeJobs").Should().Be(1);
    }

    [Fact]
    public async Task Look_ForAnEarlierTickThanTheLastCall_IsAnsweredByIt()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        var watcher = new JobWatcher(new DrsReader(drill.Aws));
        var now = drill.Clock.GetUtcNow();
        var jobs = await StartAsync(drill, 2);
        watcher.Expect(Target, jobs[0], now);
        watcher.Expect(Target, jobs[1], now);

        await watcher.LookAsync(Target, jobs[0], now.AddSeconds(10));
        await watcher.LookAsync(Target, jobs[1], now.AddSeconds(5));

        (await DrillTranscript.ReadAsync(drill)).Calls("DescribeJobs").Should().Be(1);
    }

    [Fact]
    public async Task Look_ForALaterTickOrAJobNobodyExpected_AsksAgain()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        var watcher = new JobWatcher(new DrsReader(drill.Aws));
        var now = drill.Clock.GetUtcNow();
        var jobs = await StartAsync(drill, 2);

        await watcher.LookAsync(Target, jobs[0], now.AddSeconds(5));
        (await watcher.LookAsync(Target, jobs[1], now.AddSeconds(5))).Job.Should().NotBeNull();
        await watcher.LookAsync(Target, jobs[0], now.AddSeconds(10));

        (await DrillTranscript.ReadAsync(drill)).Calls("DescribeJobs").Should().Be(3);
    }

    [Fact]
    public async Task Look_AJobDRSDoesNotKnow_IsNoTrouble()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 1);

        (await new JobWatcher(new DrsReader(drill.Aws)).LookAsync(Target, "drsjob-30000000000000000", drill.Clock.GetUtcNow())).Should().Be(new JobSighting(null, null));
    }

    private static async Task<List<string>> StartAsync(DrillHarness drill, int count)
    {
        var jobs = new List<string>();
        foreach (var server in Enumerable.Range(1, count))
        {
            var request = new StartRecoveryRequest { IsDrill = true, SourceServers = [new StartRecoveryRequestSourceServer { SourceServerID = FleetFile.ServerId(server) }] };
            jobs.Add((await drill.Foreign.StartRecoveryAsync(request)).Job!.JobID!);
        }

        return jobs;
    }
}
