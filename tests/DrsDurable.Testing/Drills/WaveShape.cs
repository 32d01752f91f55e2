namespace DrsDurable.Testing.Drills;

/// <summary>A wave of a test's plan.</summary>
/// <param name="Servers">By number, see <see cref="Processes.FleetFile.ServerId"/>.</param>
/// <param name="DependsOn">Names of waves; <see langword="null"/> = the wave before.</param>
public sealed record WaveShape(string Name, IReadOnlyList<int> Servers, IReadOnlyList<string>? DependsOn = null);
