using System.Globalization;

namespace DrsDurable.Host.Configuration;

/// <summary>Reads keys of the catalogue with their defaults and collects what is wrong, each with its key and the way out.</summary>
internal sealed class SettingValues(IConfiguration configuration)
{
    private readonly List<(string Key, string Message)> problems = [];

    public IReadOnlyList<string> Problems => [.. problems.Select(problem => problem.Message)];

    public bool HasProblem(string key) => problems.Exists(problem => problem.Key == key);

    public void Refuse(string key, string wayOut) =>
        problems.Add((key, $"{key}={configuration[key] ?? SettingCatalogue.DefaultOf(key)} is not usable: {wayOut}."));

    public void RefuseUnknownKeys()
    {
        var known = SettingCatalogue.All.Select(setting => setting.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var section in SettingCatalogue.Sections)
        {
            foreach (var (key, value) in configuration.GetSection(section).AsEnumerable())
            {
                if (value is not null && key.Contains(':', StringComparison.Ordinal) && !known.Contains(key))
                {
                    var nearest = NearestName.Of(key, known);
                    problems.Add((key, $"{key} is not a configuration key.{(nearest is null ? "" : $" Did you mean {nearest}?")}"));
                }
            }
        }
    }

    /// <summary>A variable that OpenTelemetry defines for every program.</summary>
    public string? Standard(string variable) => configuration[variable] is { Length: > 0 } text ? text : null;

    public string? Optional(string key) => configuration[key] is { Length: > 0 } text ? text : null;

    public string Text(string key) => configuration[key] ?? SettingCatalogue.DefaultOf(key) ?? "";

    public int Integer(string key, int minimum, int maximum)
    {
        if (int.TryParse(Text(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum)
        {
            return value;
        }

        Refuse(key, (minimum, maximum) switch
        {
            (int.MinValue, _) => "use a whole number",
            _ when minimum == maximum => $"this version knows {minimum} only",
            _ => $"use a whole number from {minimum} to {maximum}",
        });
        return int.Parse(SettingCatalogue.DefaultOf(key)!, CultureInfo.InvariantCulture);
    }

    public double Number(string key, Func<double, bool> isUsable, string rule)
    {
        if (double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && isUsable(value))
        {
            return value;
        }

        Refuse(key, rule);
        return double.Parse(SettingCatalogue.DefaultOf(key)!, CultureInfo.InvariantCulture);
    }

    public bool Boolean(string key)
    {
        if (bool.TryParse(Text(key), out var value))
        {
            return value;
        }

        Refuse(key, "use true or false");
        return false;
    }

    public T OneOf<T>(string key, params (string Name, T Value)[] choices)
    {
        var text = Text(key);
        foreach (var (name, value) in choices)
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        Refuse(key, $"use {string.Join(" or ", choices.Select(choice => choice.Name))}");
        return choices[0].Value;
    }
}
