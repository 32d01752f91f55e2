using System.Globalization;
using System.Text.RegularExpressions;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Services;

/// <summary>
/// Parameters of a query protocol: <c>Action=…&amp;Filter.1.Name=…&amp;Filter.1.Value.2=…</c>. Reads them by name, remembers which have been asked for, and keeps the
/// first breach of a rule; a parameter nobody asked for is unknown.
/// </summary>
internal sealed class QueryFields
{
    private readonly SortedDictionary<string, string> _parameters;
    private readonly HashSet<string> _read;
    private readonly string _prefix;
    private readonly Breach _breach;

    public QueryFields(IEnumerable<(string Name, string Value)> parameters)
    {
        _parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            _parameters[name] = value;
        }

        _read = new HashSet<string>(["Action", "Version"], StringComparer.Ordinal);
        _prefix = "";
        _breach = new Breach();
    }

    private QueryFields(QueryFields parent, string prefix)
    {
        (_parameters, _read, _breach, _prefix) = (parent._parameters, parent._read, parent._breach, prefix);
    }

    /// <summary>The first thing that is wrong; null when everything read so far is good. See <see cref="Unknown"/>.</summary>
    public ServiceError? Error => _breach.Error;

    /// <summary>A parameter that no reader asked for; null when there is none.</summary>
    public string? Unknown => _parameters.Keys.FirstOrDefault(name => !_read.Contains(name));

    /// <summary>The members' own names, without the prefix.</summary>
    public bool IsEmpty => _prefix.Length > 0 && !_parameters.Keys.Any(name => name.StartsWith(_prefix, StringComparison.Ordinal));

    public void Refuse(ServiceError error) => _breach.Error ??= error;

    public string? Text(string name)
    {
        _read.Add(_prefix + name);
        return _parameters.GetValueOrDefault(_prefix + name);
    }

    public string? Text(string name, int minimum, int maximum, Regex? pattern = null)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var problem = text.Length < minimum ? string.Create(CultureInfo.InvariantCulture, $"Member must have length greater than or equal to {minimum}")
            : text.Length > maximum ? string.Create(CultureInfo.InvariantCulture, $"Member must have length less than or equal to {maximum}")
            : pattern?.IsMatch(text) == false ? $"Member must satisfy regular expression pattern: {pattern}"
            : null;
        if (problem is not null)
        {
            Refuse(ServiceError.Constraint(text, _prefix + name, problem));
        }

        return text;
    }

    public string Required(string name, int minimum, int maximum, Regex? pattern = null)
    {
        var text = Text(name, minimum, maximum, pattern);
        if (text is null)
        {
            Refuse(ServiceError.Constraint(null, _prefix + name, "Member must not be null"));
        }

        return text ?? "";
    }

    public long? Integer(string name, long minimum, long maximum)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Refuse(ServiceError.Constraint(text, _prefix + name, string.Create(CultureInfo.InvariantCulture, $"Member must be a whole number from {minimum} to {maximum}")));
        return null;
    }

    public bool? Boolean(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        Refuse(ServiceError.Constraint(text, _prefix + name, "Member must be true or false"));
        return null;
    }

    /// <summary>Values <c>name.1</c>, <c>name.2</c> …</summary>
    public IReadOnlyList<string> List(string name) => [.. Numbers(name).Select(number => Text($"{name}.{number}")).OfType<string>()];

    /// <summary>Structures <c>name.1.…</c>, <c>name.2.…</c> …</summary>
    public IReadOnlyList<QueryFields> Structures(string name) => [.. Numbers(name).Select(number => Structure($"{name}.{number}"))];

    public QueryFields Structure(string name) => new(this, $"{_prefix}{name}.");

    private IEnumerable<string> Numbers(string name)
    {
        var start = $"{_prefix}{name}.";
        return _parameters.Keys
            .Where(key => key.StartsWith(start, StringComparison.Ordinal))
            .Select(key => key[start.Length..].Split('.')[0])
            .Where(part => part.Length is > 0 and < 7 && part.All(char.IsAsciiDigit))
            .Distinct(StringComparer.Ordinal)
            .OrderBy(part => int.Parse(part, CultureInfo.InvariantCulture));
    }

    private sealed class Breach
    {
        public ServiceError? Error { get; set; }
    }
}
