using System.Globalization;
using DrsDurable.Host.Configuration;

namespace DrsDurable.Host.CommandLine;

/// <summary>Reads the command line: an optional verb, the verb's own options, and configuration keys.</summary>
public static class HostCommandLine
{
    private static readonly string[] Verbs = ["serve", "demo"];
    private static readonly string[] DemoOptionNames = ["--keep", "--time-scale", "--seed", "--fleet"];

    public static HostCommand Parse(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            return new HelpCommand();
        }

        if (args is ["--version"])
        {
            return new VersionCommand();
        }

        var verb = "serve";
        var position = 0;
        if (args is [var first, ..] && !first.StartsWith('-'))
        {
            if (!Verbs.Contains(first, StringComparer.Ordinal))
            {
                return new RefusedCommand($"'{first}' is not a verb of this program: use {string.Join(" or ", Verbs)}.");
            }

            verb = first;
            position = 1;
        }

        return ParseOptions(verb, args.Skip(position).ToArray());
    }

    private static HostCommand ParseOptions(string verb, string[] args)
    {
        var demo = new DemoOptions();
        var settings = new List<KeyValuePair<string, string?>>();
        var rest = new Queue<string>(args);
        while (rest.TryDequeue(out var argument))
        {
            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                return new RefusedCommand($"'{argument}' stands alone: options are written --Section:Key value.");
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            if (name == "--keep")
            {
                if (verb != "demo")
                {
                    return OnlyForDemo(name);
                }

                demo = demo with { Keep = true };
                continue;
            }

            string value;
            if (equals >= 0)
            {
                value = argument[(equals + 1)..];
            }
            else if (rest.TryPeek(out var next) && !next.StartsWith("--", StringComparison.Ordinal))
            {
                value = rest.Dequeue();
            }
            else
            {
                return new RefusedCommand($"{name} needs a value.");
            }

            if (DemoOptionNames.Contains(name, StringComparer.Ordinal))
            {
                if (verb != "demo")
                {
                    return OnlyForDemo(name);
                }

                if (!TryRead(name, value, ref demo, out var problem))
                {
                    return new RefusedCommand(problem);
                }
            }
            else if (IsOfAKnownSection(name))
            {
                settings.Add(new(name[2..], value));
            }
            else
            {
                return new RefusedCommand($"{name} is not an option of {verb}.{Suggestion(verb, name)}");
            }
        }

        return verb == "demo" ? new DemoCommand(demo, settings) : new ServeCommand(settings);
    }

    private static bool TryRead(string name, string value, ref DemoOptions demo, out string problem)
    {
        problem = "";
        switch (name)
        {
            case "--time-scale" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale)
                                     && SettingLimits.IsTimeScale(scale):
                demo = demo with { TimeScale = scale };
                return true;
            case "--time-scale":
                problem = $"--time-scale {value} is not usable: {SettingLimits.TimeScaleRule}, for example 60.";
                return false;
            case "--seed" when int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed):
                demo = demo with { Seed = seed };
                return true;
            case "--seed":
                problem = $"--seed {value} is not a whole number: use for example --seed 1.";
                return false;
            default:
                demo = demo with { Fleet = value };
                return true;
        }
    }

    /// <summary>A wrong key of a known section is refused with the rest of the configuration; the framework's own section is Logging.</summary>
    private static bool IsOfAKnownSection(string name) =>
        name.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
        && SettingCatalogue.All.Select(setting => setting.Key.Split(':')[0]).Append("Logging").Contains(name[2..colon], StringComparer.OrdinalIgnoreCase);

    private static RefusedCommand OnlyForDemo(string name) =>
        new($"{name} belongs to the demo: use demo {name}. serve takes configuration keys, --Section:Key value.");

    private static string Suggestion(string verb, string name)
    {
        var known = SettingCatalogue.All.Select(setting => "--" + setting.Key);
        var nearest = NearestName.Of(name, verb == "demo" ? known.Concat(DemoOptionNames) : known);
        return nearest is null ? "" : $" Did you mean {nearest}?";
    }
}
