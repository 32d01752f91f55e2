using System.Text.Json;
using System.Text.Json.Nodes;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Simulator;
using DrsDurable.Simulator.EventLog;
using DrsDurable.Simulator.Hosting;
using DrsDurable.Testing.Processes;
using DrsDurable.Testing.Time;

namespace DrsDurable.Aws.Tests.Simulator;

/// <summary>The event log brings everything back.</summary>
public sealed class RestartTests : IDisposable
{
    private static readonly string[] Reads = ["DescribeJobs", "DescribeSourceServers", "DescribeRecoveryInstances"];

    private readonly TemporaryFolder _data = new();

    private string LogPath => Path.Combine(_data.Path, "simulator", "events.log");

    private SimulatorOptions Options => new() { DataPath = _data.Path };

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Everything_is_as_it_was_at_any_moment_of_a_drill()
    {
        var time = new VirtualTimeProvider();
        var step = TimeSpan.FromSeconds(71);
        IReadOnlyList<string>? before = null;
        foreach (var restart in Enumerable.Range(0, 16))
        {
            await using var bench = await SimulatorBench.StartAsync(5, Options, time);
            if (before is not null)
            {
                (await StateAsync(bench)).Should().Equal(before, "restart {0}", restart);
            }

            await ActAsync(bench, restart);
            before = await StateAsync(bench);
            time.Advance(step);
            before = await StateAsync(bench);
        }
    }

    [Fact]
    public async Task A_fault_is_not_used_twice_because_the_process_ended()
    {
        var time = new VirtualTimeProvider();
        await using (var bench = await SimulatorBench.StartAsync(3, Options, time))
        {
            await bench.FaultAsync(new JsonObject { ["kind"] = "throttle", ["count"] = 2 });
            (await bench.Drs.CallAsync("DescribeJobs")).Status.Should().Be(429);
        }

        await using (var bench = await SimulatorBench.StartAsync(3, Options, time))
        {
            (await bench.Drs.CallAsync("DescribeJobs")).Status.Should().Be(429);
            (await bench.Drs.CallAsync("DescribeJobs")).Status.Should().Be(200);
            (await bench.FaultAsync(new JsonObject { ["kind"] = "pageSize", ["size"] = 1 })).Should().Be("fault-2");
        }
    }

    [Fact]
    public async Task A_hold_that_parked_a_request_when_the_process_ended_does_not_park_the_next()
    {
        var time = new VirtualTimeProvider();
        Task<DrsAnswer> lost;
        await using (var bench = await SimulatorBench.StartAsync(3, Options, time))
        {
            var fault = await bench.FaultAsync(new JsonObject { ["kind"] = "hold", ["when"] = "before", ["operation"] = "StartRecovery", ["count"] = 1 });
            lost = bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1));
            await bench.HeldAsync(fault);
        }

        await FluentActions.Awaiting(() => lost).Should().ThrowAsync<Exception>();
        await using var again = await SimulatorBench.StartAsync(3, Options, time);
        (await again.Drs.CallAsync("DescribeJobs")).Items.Should().BeEmpty();
        await again.StartDrillAsync(1);
    }

    [Fact]
    public async Task Its_own_clock_went_on_while_it_was_down()
    {
        var machine = new VirtualTimeProvider();
        using (var simulator = DrsSimulator.Open(Options with { TimeScale = 60 }, machine))
        {
            machine.Advance(TimeSpan.FromSeconds(10));
            simulator.Clock!.Set(timeScale: 100);
            simulator.DomainClock.GetUtcNow().Should().Be(At(600));
        }

        machine.Advance(TimeSpan.FromSeconds(5));
        using (var simulator = DrsSimulator.Open(Options with { TimeScale = 60 }, machine))
        {
            simulator.DomainClock.GetUtcNow().Should().Be(At(1100), "the scale that was set at run time is kept");
        }

        using (var simulator = DrsSimulator.Open(Options with { TimeScale = 2 }, machine))
        {
            machine.Advance(TimeSpan.FromSeconds(5));
            simulator.DomainClock.GetUtcNow().Should().Be(At(1110), "a changed configuration takes over");
        }

        await Task.CompletedTask;
    }

    [Fact]
    public void A_stepped_clock_stood_still_while_it_was_down()
    {
        var machine = new VirtualTimeProvider();
        using (var simulator = DrsSimulator.Open(Options with { Step = true }, machine))
        {
            simulator.Clock!.Advance(TimeSpan.FromSeconds(42));
        }

        machine.Advance(TimeSpan.FromHours(1));
        using var again = DrsSimulator.Open(Options with { Step = true }, machine);
        again.DomainClock.GetUtcNow().Should().Be(At(42));
    }

    [Fact]
    public async Task A_last_line_cut_short_is_dropped_and_the_log_goes_on()
    {
        var time = new VirtualTimeProvider();
        await using (var bench = await SimulatorBench.StartAsync(3, Options, time))
        {
            await bench.StartDrillAsync(1);
            await bench.StartDrillAsync(2);
        }

        await using (var file = new FileStream(LogPath, FileMode.Open))
        {
            file.SetLength(file.Length - 7);
        }

        await using (var bench = await SimulatorBench.StartAsync(3, Options, time))
        {
            (await bench.Drs.CallAsync("DescribeJobs")).Items.Should().ContainSingle();
            await bench.StartDrillAsync(3);
        }

        await using (var bench = await SimulatorBench.StartAsync(3, Options, time))
        {
            (await bench.Drs.CallAsync("DescribeJobs")).Items.Should().HaveCount(2);
        }
    }

    [Fact]
    public async Task Damage_elsewhere_is_an_error_that_names_the_line()
    {
        await using (var bench = await SimulatorBench.StartAsync(3, Options))
        {
            await bench.StartDrillAsync(1);
            await bench.StartDrillAsync(2);
        }

        var lines = await File.ReadAllLinesAsync(LogPath);
        lines[1] = lines[1].Replace("us-east-1", "us-east-2", StringComparison.Ordinal);
        await File.WriteAllTextAsync(LogPath, string.Join('\n', lines) + "\n");

        await FluentActions.Awaiting(() => SimulatorBench.StartAsync(3, Options)).Should().ThrowAsync<EventLogException>().WithMessage("*events.log is damaged at line 2*");
    }

    [Fact]
    public async Task Another_seed_or_a_fleet_without_the_jobs_servers_is_refused()
    {
        await using (var bench = await SimulatorBench.StartAsync(3, Options))
        {
            await bench.StartDrillAsync(3);
        }

        await FluentActions.Awaiting(() => SimulatorBench.StartAsync(3, Options with { Seed = 2 })).Should().ThrowAsync<EventLogException>().WithMessage("*seed 1, not 2*");
        await FluentActions.Awaiting(() => SimulatorBench.StartAsync(2, Options)).Should().ThrowAsync<EventLogException>().WithMessage("*not in the fleet*");
        await using var larger = await SimulatorBench.StartAsync(4, Options);
        (await larger.Drs.CallAsync("DescribeJobs")).Items.Should().ContainSingle("a fleet may grow");
    }

    [Fact]
    public void Two_simulators_cannot_share_a_directory()
    {
        using var first = DrsSimulator.Open(Options, TimeProvider.System);

        FluentActions.Invoking(() => DrsSimulator.Open(Options, TimeProvider.System)).Should().Throw<DataDirectoryInUseException>();
    }

    [Fact]
    public async Task An_answer_that_cannot_be_written_down_is_a_failure_and_shows_as_a_violation()
    {
        var simulator = DrsSimulator.Open(Options, TimeProvider.System, new VirtualTimeProvider());
        await using var server = await SimulatorServer.StartAsync(simulator, "http://127.0.0.1:0");
        using var drs = new DrsCaller(server.Url);
        simulator.Dispose();

        var answer = await drs.CallAsync("DescribeJobs");

        answer.Status.Should().Be(500);
        answer.ErrorType.Should().Be("InternalServerException");
        simulator.Violations.Should().ContainSingle().Which.Should().StartWith("POST /DescribeJobs: the simulator failed");
    }

    [Fact]
    public async Task A_reset_is_as_good_as_a_new_directory()
    {
        await using (var bench = await SimulatorBench.StartAsync(3, Options))
        {
            await bench.StartDrillAsync(1);
            await bench.AdministerAsync(HttpMethod.Post, "/_sim/reset");
        }

        await using (var bench = await SimulatorBench.StartAsync(3, Options))
        {
            (await bench.Drs.CallAsync("DescribeJobs")).Items.Should().BeEmpty();
        }
    }

    private static DateTimeOffset At(double seconds) => new VirtualTimeProvider().GetUtcNow().AddSeconds(seconds);

    /// <summary>Something different before each restart: launches, failures, faults, a termination.</summary>
    private static async Task ActAsync(SimulatorBench bench, int restart)
    {
        switch (restart)
        {
            case 0:
                await bench.FaultAsync(new JsonObject { ["kind"] = "launchFail", ["sourceServerID"] = SimulatorBench.Id(2), ["count"] = 1 });
                await bench.StartDrillAsync(1, 2);
                break;
            case 1:
                await bench.FaultAsync(new JsonObject { ["kind"] = "stuckJob", ["sourceServerID"] = SimulatorBench.Id(4) });
                await bench.StartDrillAsync(3);
                await bench.StartDrillAsync(4);
                break;
            case 12:
                var instance = (string)(await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items[0]!["recoveryInstanceID"]!;
                (await bench.Drs.CallAsync("TerminateRecoveryInstances", new JsonObject { ["recoveryInstanceIDs"] = new JsonArray(instance) })).Status.Should().Be(200);
                break;
        }
    }

    /// <summary>All that can be seen; the transcript last, since the reads before it are in it.</summary>
    private static async Task<IReadOnlyList<string>> StateAsync(SimulatorBench bench)
    {
        var state = new List<string>();
        var length = bench.Simulator.ReadTranscript().Count(entry => entry.Kind == "transition");
        foreach (var operation in Reads)
        {
            state.Add((await bench.Drs.CallAsync(operation)).Text);
        }

        state.Add((await bench.GetAsync("/_sim/faults")).ToJsonString());
        state.AddRange(bench.Simulator.ReadTranscript().Where(entry => entry.Operation is null or "StartRecovery" or "TerminateRecoveryInstances").Select(entry => JsonSerializer.Serialize(entry)));
        state.Should().HaveCountGreaterThan(length);
        return state;
    }
}
