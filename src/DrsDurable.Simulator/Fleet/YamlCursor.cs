using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DrsDurable.Simulator.Fleet;

/// <summary>A YAML node together with the path that leads to it, so that every complaint names file, line and field.</summary>
internal sealed class YamlCursor
{
    private readonly string _origin;
    private readonly string _path;
    private readonly YamlNode _node;

    private YamlCursor(string origin, string path, YamlNode node)
    {
        _origin = origin;
        _path = path;
        _node = node;
    }

    public static YamlCursor Parse(string origin, string yaml)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException error)
        {
            throw new FleetException(origin, error.Start.Line, "", $"not valid YAML: {error.Message}");
        }

        return stream.Documents.Count == 1
            ? new YamlCursor(origin, "", stream.Documents[0].RootNode)
            : throw new FleetException(origin, 1, "", "one YAML document is expected.");
    }

    public bool IsText => _node is YamlScalarNode;

    public bool IsList => _node is YamlSequenceNode;

    /// <summary>The YAML or JSON that a text holds.</summary>
    public YamlCursor ParseText()
    {
        var inner = Parse(_origin, Text());
        return inner.IsText ? throw Error("a map is expected.") : new YamlCursor(_origin, _path, inner._node);
    }

    public FleetException Error(string problem) => new(_origin, _node.Start.Line, _path, problem);

    /// <summary>The node as a map that has no other keys than those named.</summary>
    public YamlMap AsMap(params string[] fields)
    {
        var entries = Entries().ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
        foreach (var (name, value) in entries)
        {
            if (!fields.Contains(name, StringComparer.Ordinal))
            {
                throw value.Error($"unknown field; known here: {string.Join(", ", fields)}.");
            }
        }

        return new YamlMap(this, entries);
    }

    public IEnumerable<(YamlCursor Value, string Name)> Entries()
    {
        if (_node is not YamlMappingNode map)
        {
            throw Error("a map is expected.");
        }

        foreach (var (key, value) in map.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? throw Error("keys are plain text.");
            yield return (new YamlCursor(_origin, Child(name), value), name);
        }
    }

    public IEnumerable<YamlCursor> Items() => _node is YamlSequenceNode sequence
        ? sequence.Children.Select((child, index) => new YamlCursor(_origin, string.Create(CultureInfo.InvariantCulture, $"{_path}[{index}]"), child))
        : throw Error("a list is expected.");

    public string Text() => (_node as YamlScalarNode)?.Value ?? throw Error("plain text is expected.");

    public string NotEmpty() => Text() is { Length: > 0 } text ? text : throw Error("must not be empty.");

    public string Matching(Regex pattern, string expected) => pattern.IsMatch(Text()) ? Text() : throw Error($"'{Text()}' is not {expected}.");

    public bool Boolean() => Text() switch
    {
        "true" => true,
        "false" => false,
        _ => throw Error("true or false is expected."),
    };

    public long Integer(long low, long high) =>
        long.TryParse(Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high
            ? number
            : throw Error(string.Create(CultureInfo.InvariantCulture, $"a whole number from {low} to {high} is expected."));

    private string Child(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}

/// <summary>A map whose keys have been checked.</summary>
internal sealed class YamlMap(YamlCursor node, IReadOnlyDictionary<string, YamlCursor> entries)
{
    public YamlCursor? Optional(string name) => entries.GetValueOrDefault(name);

    public YamlCursor Required(string name) => Optional(name) ?? throw node.Error($"{name} is missing.");
}
