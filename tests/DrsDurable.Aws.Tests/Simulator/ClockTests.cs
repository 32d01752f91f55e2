using DrsDurable.Simulator.Clock;
using DrsDurable.Testing.Time;

namespace DrsDurable.Aws.Tests.Simulator;

public sealed class ClockTests
{
    private static readonly DateTimeOffset Start = new VirtualTimeProvider().GetUtcNow();

    private readonly VirtualTimeProvider _machine = new();

    [Fact]
    public void Scaled_time_runs_faster_than_the_machine()
    {
        using var clock = SimulatedClock.StartNow(_machine, timeScale: 60);
        var stamp = clock.GetTimestamp();

        _machine.Advance(TimeSpan.FromSeconds(10));

        clock.GetUtcNow().Should().Be(Start.AddMinutes(10));
        clock.GetElapsedTime(stamp).Should().Be(TimeSpan.FromMinutes(10), "time stamps follow the same line");
    }

    [Fact]
    public void A_timer_fires_at_its_simulated_time_and_not_before()
    {
        using var clock = SimulatedClock.StartNow(_machine, timeScale: 60);
        var fired = new List<DateTimeOffset>();
        using var timer = clock.CreateTimer(_ => fired.Add(clock.GetUtcNow()), null, TimeSpan.FromMinutes(5), Timeout.InfiniteTimeSpan);

        _machine.Advance(TimeSpan.FromSeconds(4.9));
        fired.Should().BeEmpty();
        _machine.Advance(TimeSpan.FromSeconds(0.2));

        fired.Should().ContainSingle().Which.Should().BeOnOrAfter(Start.AddMinutes(5));
    }

    [Fact]
    public void A_change_of_scale_moves_timers_that_are_waiting()
    {
        using var clock = SimulatedClock.StartNow(_machine, timeScale: 1);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);

        _machine.Advance(TimeSpan.FromMinutes(30));
        clock.Set(timeScale: 1800);
        _machine.Advance(TimeSpan.FromSeconds(0.9));
        fired.Should().Be(0);
        _machine.Advance(TimeSpan.FromSeconds(0.2));

        fired.Should().Be(1);
        clock.GetUtcNow().Should().BeCloseTo(Start.AddMinutes(30 + 33), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void In_step_mode_time_stands_still_until_it_is_advanced()
    {
        using var clock = SimulatedClock.StartNow(_machine, step: true);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        _machine.Advance(TimeSpan.FromDays(1));
        fired.Should().Be(0);
        clock.GetUtcNow().Should().Be(Start);
        clock.Advance(TimeSpan.FromSeconds(9));
        fired.Should().Be(0);
        clock.Advance(TimeSpan.FromSeconds(1));

        fired.Should().Be(1);
        clock.GetUtcNow().Should().Be(Start.AddSeconds(10));
    }

    [Fact]
    public void Advancing_stops_at_each_timer_also_at_one_made_on_the_way()
    {
        using var clock = SimulatedClock.StartNow(_machine, step: true);
        var fired = new List<TimeSpan>();
        using var first = clock.CreateTimer(
            _ =>
            {
                fired.Add(clock.GetUtcNow() - Start);
                clock.CreateTimer(_ => fired.Add(clock.GetUtcNow() - Start), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
            },
            null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(60));

        fired.Should().Equal(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15));
        clock.GetUtcNow().Should().Be(Start.AddSeconds(60));
    }

    [Fact]
    public void A_periodic_timer_keeps_its_rhythm_and_skips_what_a_jump_passed_over()
    {
        using var clock = SimulatedClock.StartNow(_machine, step: true);
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));

        clock.Advance(TimeSpan.FromSeconds(35));
        fired.Should().Be(3);
        clock.Set(now: Start.AddHours(1));
        fired.Should().Be(4);
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromHours(1));

        fired.Should().Be(4);
    }

    [Fact]
    public void Timers_fire_in_order_of_time_and_then_of_creation()
    {
        using var clock = SimulatedClock.StartNow(_machine, step: true);
        var fired = new List<string>();
        using var c = clock.CreateTimer(_ => fired.Add("second"), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        using var a = clock.CreateTimer(_ => fired.Add("first, made earlier"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        using var b = clock.CreateTimer(_ => fired.Add("first, made later"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(2));

        fired.Should().Equal("first, made earlier", "first, made later", "second");
    }

    [Fact]
    public async Task A_delay_on_the_clock_ends_and_can_be_cancelled()
    {
        using var clock = SimulatedClock.StartNow(_machine, step: true);
        using var cancel = new CancellationTokenSource();
        var delay = Task.Delay(TimeSpan.FromMinutes(1), clock, CancellationToken.None);
        var cancelled = Task.Delay(TimeSpan.FromMinutes(1), clock, cancel.Token);

        await cancel.CancelAsync();
        clock.Advance(TimeSpan.FromMinutes(1));

        await delay;
        await FluentActions.Awaiting(() => cancelled).Should().ThrowAsync<TaskCanceledException>();
        clock.NextTimerDue.Should().BeNull();
    }

    [Fact]
    public async Task A_timer_due_at_once_fires_although_time_stands_still()
    {
        using var clock = SimulatedClock.StartNow(_machine, step: true);
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = clock.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
    }

    [Fact]
    public void A_disposed_timer_never_fires()
    {
        using var clock = SimulatedClock.StartNow(_machine, step: true);
        var fired = 0;
        var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        timer.Dispose();

        clock.Advance(TimeSpan.FromMinutes(1));

        fired.Should().Be(0);
        timer.Change(TimeSpan.Zero, TimeSpan.Zero).Should().BeFalse();
    }

    [Fact]
    public void Time_does_not_go_back_and_the_scale_has_limits()
    {
        using var clock = SimulatedClock.StartNow(_machine, step: true);

        clock.Invoking(c => c.Set(now: Start.AddSeconds(-1))).Should().Throw<ArgumentOutOfRangeException>();
        clock.Invoking(c => c.Set(timeScale: 0)).Should().Throw<ArgumentOutOfRangeException>();
        clock.Invoking(c => c.Set(timeScale: double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
        clock.Invoking(c => c.Advance(TimeSpan.FromSeconds(-1))).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void A_machine_clock_set_back_does_not_turn_simulated_time_back()
    {
        var state = new ClockState(Start.AddHours(1), Start, 60, Step: false);

        state.NowAt(Start).Should().Be(Start);
        state.NowAt(Start.AddHours(1).AddSeconds(1)).Should().Be(Start.AddMinutes(1));
    }
}
