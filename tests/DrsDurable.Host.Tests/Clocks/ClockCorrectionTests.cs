using DrsDurable.Host.Simulation;
using DrsDurable.Simulator.Clock;

namespace DrsDurable.Host.Tests.Clocks;

public sealed class ClockCorrectionTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void Behind_MovesForwardAndRunsOn() =>
        Correct(Runs(Noon), new(Noon.AddSeconds(5), 60, false)).Should().Be(new ClockCorrection.RunFrom(Noon.AddSeconds(5), 60));

    [Fact]
    public void AheadByLessThanAReadingTakes_IsLeftAlone() =>
        Correct(Runs(Noon.AddSeconds(0.5)), new(Noon, 60, false)).Should().Be(new ClockCorrection.Keep());

    [Fact]
    public void AheadByMore_StandsUntilTheSimulatorHasCaughtUp()
    {
        Correct(Runs(Noon.AddSeconds(2)), new(Noon, 60, false)).Should().Be(new ClockCorrection.StandAt(Noon.AddSeconds(2)));
        Correct(Stands(Noon.AddSeconds(2)), new(Noon.AddSeconds(1), 60, false)).Should().Be(new ClockCorrection.Keep());
        Correct(Stands(Noon.AddSeconds(2)), new(Noon.AddSeconds(3), 60, false)).Should().Be(new ClockCorrection.RunFrom(Noon.AddSeconds(3), 60));
    }

    [Fact]
    public void NewScale_IsTakenOver_WithoutGoingBack() =>
        Correct(Runs(Noon.AddSeconds(0.1)), new(Noon, 600, false)).Should().Be(new ClockCorrection.RunFrom(Noon.AddSeconds(0.1), 600));

    [Fact]
    public void SteppedSimulator_IsFollowedStepByStep()
    {
        Correct(Runs(Noon), new(Noon, 60, true)).Should().Be(new ClockCorrection.StandAt(Noon));
        Correct(Stands(Noon), new(Noon.AddHours(1), 60, true)).Should().Be(new ClockCorrection.StandAt(Noon.AddHours(1)));
        Correct(Stands(Noon), new(Noon, 60, true)).Should().Be(new ClockCorrection.Keep());
        Correct(Runs(Noon.AddSeconds(9)), new(Noon, 60, true)).Should().Be(new ClockCorrection.StandAt(Noon.AddSeconds(9)));
    }

    private static ClockCorrection Correct(ClockState own, SimulatorClockReading reading) => ClockCorrection.Of(own, reading, RoundTrip);

    private static ClockState Runs(DateTimeOffset now) => new(Noon, now, 60, Step: false);

    private static ClockState Stands(DateTimeOffset now) => new(Noon, now, 60, Step: true);
}
