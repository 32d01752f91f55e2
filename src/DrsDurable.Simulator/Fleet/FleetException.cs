namespace DrsDurable.Simulator.Fleet;

/// <summary>A fleet file cannot be used. The message names file, line and field and says what is expected.</summary>
public sealed class FleetException(string origin, long line, string path, string problem)
    : Exception(line > 0 ? $"{origin}:{line}: {(path.Length == 0 ? "" : path + ": ")}{problem}" : $"{origin}: {problem}")
{
    public string Origin => origin;

    /// <summary>One-based; 0 when the file could not be read at all.</summary>
    public long Line => line;

    /// <summary>Path such as <c>accounts[0].regions.us-east-1.sourceServers[2].os</c>; empty for the whole file.</summary>
    public string Field => path;
}
