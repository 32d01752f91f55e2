namespace DrsDurable.Host.Simulation;

/// <summary>What <c>GET /_sim/clock</c> answered.</summary>
/// <param name="Now">Simulated time when it was read: a lower bound of simulated time when the answer arrives.</param>
public sealed record SimulatorClockReading(DateTimeOffset Now, double TimeScale, bool Step);
