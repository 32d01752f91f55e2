using System.Reflection;

namespace DrsDurable.Simulator.Fleet;

/// <summary>Finds a fleet: a YAML file, or one of the fleets shipped inside this assembly by its name.</summary>
public static class FleetFile
{
    /// <summary>One server for each of Database, Application and Web.</summary>
    public const string Default = "three-tier";

    private const string ResourceFolder = "fleets/";

    /// <summary>Names of the fleets that ship with the simulator.</summary>
    public static IReadOnlyList<string> Shipped { get; } =
        [.. typeof(FleetFile).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourceFolder, StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name))
            .Order(StringComparer.Ordinal)];

    /// <param name="fileOrName">A path, or a name out of <see cref="Shipped"/>; null = <see cref="Default"/>.</param>
    /// <exception cref="FleetException">No such fleet, or it breaks a rule.</exception>
    public static FleetDefinition Load(string? fileOrName)
    {
        var name = string.IsNullOrWhiteSpace(fileOrName) ? Default : fileOrName;
        if (File.Exists(name))
        {
            return FleetYaml.Read(name, ReadFile(name));
        }

        using var shipped = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{ResourceFolder}{name}.yaml");
        if (shipped is null)
        {
            throw new FleetException(name, 0, "", $"no such file, and no shipped fleet of that name ({string.Join(", ", Shipped)}).");
        }

        using var reader = new StreamReader(shipped);
        return FleetYaml.Read($"{name}.yaml", reader.ReadToEnd());
    }

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FleetException(path, 0, "", $"the file cannot be read: {error.Message}");
        }
    }
}
