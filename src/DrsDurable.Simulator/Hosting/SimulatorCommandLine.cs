using System.Globalization;

namespace DrsDurable.Simulator.Hosting;

/// <summary>The executable's configuration: environment variables (<c>Simulator__Url</c>) under the command line (<c>--Simulator:Url</c>).</summary>
internal sealed record SimulatorCommandLine(string Url, SimulatorOptions Options)
{
    private static readonly string[] _known =
        ["Simulator:Url", "Simulator:Fleet", "Simulator:TimeScale", "Simulator:Step", "Simulator:Seed", "Data:Path"];

    public static string Usage =>
        "usage: DrsDurable.Simulator [--Simulator:Url http://127.0.0.1:5081] [--Simulator:Fleet FILE|NAME] [--Simulator:TimeScale 1] [--Simulator:Step] [--Simulator:Seed 1] [--Data:Path DIR]";

    /// <exception cref="FormatException">An unknown option or a value that cannot be read.</exception>
    public static SimulatorCommandLine Parse(string[] args)
    {
        var given = Complete(args).ToArray();
        foreach (var arg in given.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal) || !arg.Contains('=', StringComparison.Ordinal)))
        {
            throw new FormatException($"'{arg}' is not understood.");
        }

        var unknown = given.Select(arg => arg[2..arg.IndexOf('=', StringComparison.Ordinal)]).FirstOrDefault(name => !_known.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            throw new FormatException($"--{unknown} is no option.");
        }

        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(given).Build();
        return new SimulatorCommandLine(configuration["Simulator:Url"] ?? SimulatorServer.DefaultUrl, new SimulatorOptions
        {
            Fleet = configuration["Simulator:Fleet"],
            TimeScale = Number(configuration, "Simulator:TimeScale", 1),
            Step = Boolean(configuration, "Simulator:Step"),
            Seed = (long)Number(configuration, "Simulator:Seed", 1, whole: true),
            DataPath = configuration["Data:Path"],
        });
    }

    /// <summary>Turns <c>--name value</c> into <c>--name=value</c>, and a bare <c>--Simulator:Step</c> into <c>…=true</c>.</summary>
    private static IEnumerable<string> Complete(string[] args)
    {
        for (var index = 0; index < args.Length; index++)
        {
            var arg = args[index];
            var valueFollows = index + 1 < args.Length && !args[index + 1].StartsWith("--", StringComparison.Ordinal);
            if (!arg.StartsWith("--", StringComparison.Ordinal) || arg.Contains('=', StringComparison.Ordinal))
            {
                yield return arg;
            }
            else if (valueFollows)
            {
                yield return $"{arg}={args[++index]}";
            }
            else
            {
                yield return arg.Equals("--Simulator:Step", StringComparison.OrdinalIgnoreCase) ? $"{arg}=true" : throw new FormatException($"{arg} needs a value.");
            }
        }
    }

    private static double Number(IConfiguration configuration, string key, double absent, bool whole = false)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return absent;
        }

        var style = whole ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
        return double.TryParse(text, style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new FormatException($"{key}: '{text}' is not a {(whole ? "whole " : "")}number.");
    }

    private static bool Boolean(IConfiguration configuration, string key) => configuration[key] switch
    {
        null or "" => false,
        var text when bool.TryParse(text, out var value) => value,
        var text => throw new FormatException($"{key}: '{text}' is not true or false."),
    };
}
