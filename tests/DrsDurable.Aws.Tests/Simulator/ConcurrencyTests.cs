using DrsDurable.Aws.Tests.Simulator.Bench;

namespace DrsDurable.Aws.Tests.Simulator;

/// <summary>Requests at the same moment are as good as requests one after another.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Of_many_calls_for_one_server_one_is_accepted()
    {
        await using var bench = await SimulatorBench.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1))));

        answers.Count(answer => answer.Status == 202).Should().Be(1);
        answers.Where(answer => answer.Status != 202).Should().OnlyContain(answer => answer.ErrorType == "ConflictException");
    }

    [Fact]
    public async Task Of_twenty_one_jobs_at_once_one_meets_the_quota()
    {
        await using var bench = await SimulatorBench.StartAsync(servers: 21);

        var answers = await Task.WhenAll(Enumerable.Range(1, 21).Select(number => bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(number))));

        answers.Count(answer => answer.Status == 202).Should().Be(20);
        answers.Single(answer => answer.Status != 202).Status.Should().Be(402);
    }

    [Fact]
    public async Task Readers_never_see_a_job_half_made_while_others_start()
    {
        await using var bench = await SimulatorBench.StartAsync(servers: 20);
        var starts = Enumerable.Range(0, 10).Select(pair => bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers((2 * pair) + 1, (2 * pair) + 2)));
        var reads = Enumerable.Range(0, 50).Select(_ => bench.Drs.CallAsync("DescribeJobs"));

        var answers = await Task.WhenAll(starts.Concat(reads));

        answers.Should().OnlyContain(answer => answer.Status == 200 || answer.Status == 202);
        answers.Where(answer => answer.Status == 200).SelectMany(answer => answer.Items)
            .Should().OnlyContain(job => job!["participatingServers"]!.AsArray().Count == 2);
        bench.Simulator.ReadTranscript().Select(entry => entry.Seq).Should().Equal(Enumerable.Range(1, 60).Select(number => (long)number));
    }
}
