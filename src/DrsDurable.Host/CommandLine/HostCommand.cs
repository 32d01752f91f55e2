namespace DrsDurable.Host.CommandLine;

/// <summary>What the command line asks for.</summary>
public abstract record HostCommand;

/// <param name="Settings">Configuration keys given as <c>--Section:Key value</c>, in order; a later one wins.</param>
public sealed record ServeCommand(IReadOnlyList<KeyValuePair<string, string?>> Settings) : HostCommand;

public sealed record DemoCommand(DemoOptions Options, IReadOnlyList<KeyValuePair<string, string?>> Settings) : HostCommand;

public sealed record HelpCommand : HostCommand;

public sealed record VersionCommand : HostCommand;

/// <summary>The command line cannot be understood.</summary>
/// <param name="Message">What is wrong and the way out.</param>
public sealed record RefusedCommand(string Message) : HostCommand;

/// <param name="Keep">Data in ./.data, the configured ports, and the host goes on serving after the drill.</param>
/// <param name="TimeScale">Simulated seconds per real second.</param>
/// <param name="Seed">Of the simulator's durations and ids.</param>
/// <param name="Fleet">A fleet file; <see langword="null"/> = the sample fleet that ships.</param>
public sealed record DemoOptions(bool Keep = false, double TimeScale = 60, int Seed = 1, string? Fleet = null);
