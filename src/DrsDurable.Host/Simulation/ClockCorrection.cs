using DrsDurable.Simulator.Clock;

namespace DrsDurable.Host.Simulation;

/// <summary>What has to be done to a clock so that it follows the simulator's without ever going back.</summary>
public abstract record ClockCorrection
{
    /// <param name="own">The following clock as it stands.</param>
    /// <param name="roundTrip">Machine time the reading took: as far as the reading may be behind when it arrives.</param>
    public static ClockCorrection Of(ClockState own, SimulatorClockReading reading, TimeSpan roundTrip)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(reading);
        var lead = own.DomainAnchor - reading.Now;
        var runs = reading with { Now = lead > TimeSpan.Zero ? own.DomainAnchor : reading.Now };
        if (reading.Step)
        {
            return lead < TimeSpan.Zero || !own.Step ? new StandAt(runs.Now) : new Keep();
        }

        // A clock that runs ahead launches nothing early, but DRS would then date its jobs before the intent they answer.
        if (lead > roundTrip * reading.TimeScale)
        {
            return own.Step ? new Keep() : new StandAt(own.DomainAnchor);
        }

        return lead < TimeSpan.Zero || own.Step || own.TimeScale != reading.TimeScale ? new RunFrom(runs.Now, reading.TimeScale) : new Keep();
    }

    public sealed record Keep : ClockCorrection;

    /// <summary>Move to this time and stand still.</summary>
    public sealed record StandAt(DateTimeOffset Now) : ClockCorrection;

    /// <summary>Move to this time and run on.</summary>
    public sealed record RunFrom(DateTimeOffset Now, double TimeScale) : ClockCorrection;
}
