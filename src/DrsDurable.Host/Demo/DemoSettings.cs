using System.Globalization;
using DrsDurable.Host.CommandLine;

namespace DrsDurable.Host.Demo;

/// <summary>The configuration of a demo: what it needs to be alone and harmless, then what the command line says.</summary>
public static class DemoSettings
{
    /// <summary>Keys that decide whom the demo talks to; it talks to its own simulator only.</summary>
    private static readonly Dictionary<string, string> Fixed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Aws:Mode"] = "simulator",
        ["Simulator:Mode"] = "inprocess",
        ["Simulator:Step"] = "false",
        ["Store:Kind"] = "sqlite",
    };

    /// <param name="temporaryDirectory">Data and free ports of a demo that keeps nothing; <see langword="null"/> with --keep.</param>
    public static IEnumerable<KeyValuePair<string, string?>> Of(DemoCommand command, string? temporaryDirectory)
    {
        ArgumentNullException.ThrowIfNull(command);
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (temporaryDirectory is not null)
        {
            settings["Data:Path"] = temporaryDirectory;
            settings["Http:Url"] = "http://127.0.0.1:0";
            settings["Simulator:Url"] = "http://127.0.0.1:0";
        }

        foreach (var (key, value) in command.Settings)
        {
            settings[key] = value;
        }

        foreach (var (key, value) in Fixed)
        {
            settings[key] = value;
        }

        settings["Simulator:TimeScale"] = command.Options.TimeScale.ToString("R", CultureInfo.InvariantCulture);
        settings["Simulator:Seed"] = command.Options.Seed.ToString(CultureInfo.InvariantCulture);
        if (command.Options.Fleet is { } fleet)
        {
            settings["Simulator:Fleet"] = fleet;
        }

        return settings;
    }

    /// <summary>Why keys of this command line contradict a demo; <see langword="null"/> = they do not.</summary>
    public static string? Contradiction(DemoCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (var (key, value) in command.Settings)
        {
            if (Fixed.TryGetValue(key, out var needed) && !string.Equals(needed, value, StringComparison.OrdinalIgnoreCase))
            {
                return $"--{key} {value} contradicts the demo, which runs its own simulator ({key}={needed}): use serve for that.";
            }

            if (key.Equals("Simulator:TimeScale", StringComparison.OrdinalIgnoreCase) || key.Equals("Simulator:Seed", StringComparison.OrdinalIgnoreCase))
            {
                return $"--{key} {value}: the demo has its own options for this, --time-scale N and --seed N.";
            }
        }

        return null;
    }
}
