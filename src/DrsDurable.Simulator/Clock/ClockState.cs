namespace DrsDurable.Simulator.Clock;

/// <summary>Where a simulated clock stood at one machine instant, and how it goes on from there.</summary>
/// <param name="MachineAnchor">Machine time at which <paramref name="DomainAnchor"/> was the simulated time.</param>
/// <param name="DomainAnchor">Simulated time at the anchor.</param>
/// <param name="TimeScale">Simulated seconds for each machine second; greater than 0.</param>
/// <param name="Step">True: the clock stands still and moves only when it is advanced.</param>
public sealed record ClockState(DateTimeOffset MachineAnchor, DateTimeOffset DomainAnchor, double TimeScale, bool Step)
{
    /// <summary>The largest time scale accepted: a simulated day in under a second.</summary>
    public const double MaximumTimeScale = 100_000;

    /// <summary>Simulated time at <paramref name="machineNow"/>. A machine clock set back does not turn simulated time back.</summary>
    public DateTimeOffset NowAt(DateTimeOffset machineNow)
    {
        var elapsed = machineNow - MachineAnchor;
        return Step || elapsed <= TimeSpan.Zero ? DomainAnchor : DomainAnchor + (elapsed * TimeScale);
    }
}
