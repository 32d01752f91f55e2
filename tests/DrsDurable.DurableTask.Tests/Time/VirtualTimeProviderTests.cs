using DrsDurable.Testing.Time;

namespace DrsDurable.DurableTask.Tests.Time;

/// <summary>The virtual clock that other suites trust.</summary>
public sealed class VirtualTimeProviderTests
{
    private readonly VirtualTimeProvider clock = new();

    [Fact]
    public void Advance_FiresTimersInTheOrderOfTheirDueTimesEachAtItsTime()
    {
        var start = clock.GetUtcNow();
        var fired = new List<(string Name, TimeSpan At)>();
        using var late = clock.CreateTimer(_ => fired.Add(("late", clock.GetUtcNow() - start)), null, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
        using var early = clock.CreateTimer(_ => fired.Add(("early", clock.GetUtcNow() - start)), null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        using var never = clock.CreateTimer(_ => fired.Add(("never", default)), null, TimeSpan.FromMinutes(4), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromMinutes(3));

        fired.Should().Equal(("early", TimeSpan.FromMinutes(1)), ("late", TimeSpan.FromMinutes(2)));
        (clock.GetUtcNow() - start).Should().Be(TimeSpan.FromMinutes(3));
        clock.NextTimerDue.Should().Be(start + TimeSpan.FromMinutes(4));
    }

    [Fact]
    public void Advance_FiresAPeriodicTimerOncePerPeriodAndATimerArmedOnTheWay()
    {
        var ticks = 0;
        var chained = 0;
        ITimer? second = null;
        using var periodic = clock.CreateTimer(_ => ticks++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        using var first = clock.CreateTimer(
            _ => second = clock.CreateTimer(_ => chained++, null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(5));

        ticks.Should().Be(5);
        chained.Should().Be(1);
        second!.Dispose();
    }

    [Fact]
    public void Change_AndDispose_DisarmATimer()
    {
        var fired = 0;
        using var changed = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        var disposed = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        changed.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan).Should().BeTrue();
        disposed.Dispose();
        clock.Advance(TimeSpan.FromSeconds(9));

        fired.Should().Be(0);
        disposed.Change(TimeSpan.Zero, TimeSpan.Zero).Should().BeFalse();
    }

    [Fact]
    public async Task Delay_OnTheClock_EndsWhenTimeComes()
    {
        var delay = Task.Delay(TimeSpan.FromHours(1), clock);

        clock.Advance(TimeSpan.FromMinutes(59));
        delay.IsCompleted.Should().BeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void SetUtcNow_RefusesToGoBack()
    {
        var back = () => clock.SetUtcNow(clock.GetUtcNow() - TimeSpan.FromTicks(1));

        back.Should().Throw<ArgumentOutOfRangeException>();
    }
}
