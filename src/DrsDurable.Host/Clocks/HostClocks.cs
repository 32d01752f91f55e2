namespace DrsDurable.Host.Clocks;

/// <summary>
/// The two clocks of the host. Both are also keyed services (<see cref="DomainKey"/>, <see cref="MachineKey"/>).
/// </summary>
/// <param name="Domain">Durable timers, polling, deadlines, times in views. The simulator's in simulator mode: scaled, or stepped.</param>
/// <param name="Machine">Leases, HTTP time-outs, signatures, back-off, logs. Never scaled.</param>
public sealed record HostClocks(TimeProvider Domain, TimeProvider Machine)
{
    public const string DomainKey = "domain";
    public const string MachineKey = "machine";
}

public static class ClockRegistration
{
    public static IServiceCollection AddClocks(this IServiceCollection services, HostClocks clocks) => services
        .AddSingleton(clocks)
        .AddKeyedSingleton(HostClocks.DomainKey, clocks.Domain)
        .AddKeyedSingleton(HostClocks.MachineKey, clocks.Machine);
}
