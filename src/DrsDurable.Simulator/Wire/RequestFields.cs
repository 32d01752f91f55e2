using System.Text.Json;
using System.Text.RegularExpressions;

namespace DrsDurable.Simulator.Wire;

/// <summary>
/// Reads the members of a request and collects every breach of the service model's constraints: clients check required members and
/// minimum lengths themselves, but neither patterns nor maxima.
/// </summary>
internal sealed partial class RequestFields
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly List<FieldError> _errors;

    public RequestFields(JsonElement body)
        : this(body, "", [])
    {
    }

    private RequestFields(JsonElement body, string path, List<FieldError> errors)
    {
        _object = body;
        _path = path;
        _errors = errors;
    }

    /// <summary>The error to answer with; null when everything read so far is valid.</summary>
    public ServiceError? Error => _errors.Count == 0 ? null : ServiceError.InvalidFields(_errors);

    public static Regex SourceServerID => SourceServerIDPattern();

    public static Regex RecoveryInstanceID => RecoveryInstanceIDPattern();

    public static Regex RecoverySnapshotID => RecoverySnapshotIDPattern();

    public static Regex JobID => JobIDPattern();

    public static Regex Arn => ArnPattern();

    public static Regex EC2InstanceIDOrEmpty => EC2InstanceIDOrEmptyPattern();

    public RequestFields Structure(string name) =>
        Member(name, JsonValueKind.Object) is { } value ? new RequestFields(value, Path(name), _errors) : new RequestFields(default, Path(name), _errors);

    public IReadOnlyList<RequestFields> Structures(string name, int minimum, int maximum)
    {
        if (Member(name, JsonValueKind.Array) is not { } list)
        {
            RequireUnless(minimum == 0 || Has(name), name);
            return [];
        }

        CheckCount(name, list.GetArrayLength(), minimum, maximum);
        var items = new List<RequestFields>();
        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                items.Add(new RequestFields(item, $"{Path(name)}[{index}]", _errors));
            }
            else
            {
                Add($"{Path(name)}[{index}]", "must be a structure");
            }
        }

        return items;
    }

    public IReadOnlyList<string> Strings(string name, Regex? pattern, int minimum, int maximum)
    {
        if (Member(name, JsonValueKind.Array) is not { } list)
        {
            RequireUnless(minimum == 0 || Has(name), name);
            return [];
        }

        CheckCount(name, list.GetArrayLength(), minimum, maximum);
        var items = new List<string>();
        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                Add($"{Path(name)}[{index}]", "must be a string");
            }
            else if (Matching($"{Path(name)}[{index}]", item.GetString()!, pattern) is { } text)
            {
                items.Add(text);
            }
        }

        return items;
    }

    public string? RequiredString(string name, Regex? pattern, int maximum = 256)
    {
        RequireUnless(Has(name), name);
        return OptionalString(name, pattern, maximum);
    }

    public string? OptionalEnum(string name, IReadOnlyList<string> values)
    {
        var text = OptionalString(name, null);
        if (text is null || values.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        Add(Path(name), $"must satisfy enum value set: [{string.Join(", ", values)}]");
        return null;
    }

    public string? OptionalString(string name, Regex? pattern, int maximum = 256)
    {
        if (Member(name, JsonValueKind.String)?.GetString() is not { } text)
        {
            return null;
        }

        if (text.Length > maximum)
        {
            Add(Path(name), $"must have length less than or equal to {maximum}");
            return null;
        }

        return Matching(Path(name), text, pattern);
    }

    public DateTimeOffset? OptionalTime(string name) =>
        OptionalString(name, TimePattern(), 32) is { } text
            && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    public bool? OptionalBoolean(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        var value = _object.GetProperty(name);
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Add(Path(name), "must be a boolean");
        return null;
    }

    public int? OptionalPositiveInteger(string name, int maximum = int.MaxValue)
    {
        if (Member(name, JsonValueKind.Number) is not { } value)
        {
            return null;
        }

        if (value.TryGetInt32(out var number) && number >= 1 && number <= maximum)
        {
            return number;
        }

        Add(Path(name), maximum == int.MaxValue ? "must be an integer greater than or equal to 1" : $"must be an integer from 1 to {maximum}");
        return null;
    }

    public IReadOnlyDictionary<string, string> RequiredTags(string name)
    {
        RequireUnless(Has(name), name);
        return Tags(name);
    }

    /// <summary>A tag map: at most 50 tags, keys and values of at most 256 characters.</summary>
    public IReadOnlyDictionary<string, string> Tags(string name)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Member(name, JsonValueKind.Object) is not { } map)
        {
            return tags;
        }

        foreach (var tag in map.EnumerateObject())
        {
            if (tag.Value.ValueKind != JsonValueKind.String || tag.Name.Length > 256 || tag.Value.GetString()!.Length > 256)
            {
                Add($"{Path(name)}.{tag.Name}", "must be a string; keys and values have at most 256 characters");
            }
            else if (tag.Name.Length == 0 || tag.Name.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                Add($"{Path(name)}.{tag.Name}", "must not be empty nor begin with aws:");
            }
            else
            {
                tags[tag.Name] = tag.Value.GetString()!;
            }
        }

        if (tags.Count > 50)
        {
            Add(Path(name), "must have length less than or equal to 50");
        }

        return tags;
    }

    public void Add(string path, string problem) => _errors.Add(new FieldError(path, problem));

    private bool Has(string name) =>
        _object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private JsonElement? Member(string name, JsonValueKind kind)
    {
        if (!Has(name))
        {
            return null;
        }

        var value = _object.GetProperty(name);
        if (value.ValueKind == kind)
        {
            return value;
        }

        Add(Path(name), $"must be a {KindName(kind)}");
        return null;
    }

    private static string KindName(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "structure",
        JsonValueKind.Array => "list",
        JsonValueKind.Number => "number",
        _ => "string",
    };

    private void RequireUnless(bool satisfied, string name)
    {
        if (!satisfied)
        {
            Add(Path(name), "must not be null");
        }
    }

    private void CheckCount(string name, int count, int minimum, int maximum)
    {
        if (count < minimum)
        {
            Add(Path(name), $"must have length greater than or equal to {minimum}");
        }
        else if (count > maximum)
        {
            Add(Path(name), $"must have length less than or equal to {maximum}");
        }
    }

    private string? Matching(string path, string text, Regex? pattern)
    {
        if (pattern is null || pattern.IsMatch(text))
        {
            return text;
        }

        Add(path, $"must satisfy regular expression pattern: {pattern}");
        return null;
    }

    private string Path(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    [GeneratedRegex(@"\As-[0-9a-zA-Z]{17}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SourceServerIDPattern();

    [GeneratedRegex(@"\Ai-[0-9a-fA-F]{8,17}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RecoveryInstanceIDPattern();

    [GeneratedRegex(@"\Apit-[0-9a-zA-Z]{17}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RecoverySnapshotIDPattern();

    [GeneratedRegex(@"\Adrsjob-[0-9a-zA-Z]{17}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex JobIDPattern();

    [GeneratedRegex(@"\Aarn:.{16,2044}\z", RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ArnPattern();

    [GeneratedRegex(@"\A(i-[0-9a-fA-F]{8,17})?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EC2InstanceIDOrEmptyPattern();

    [GeneratedRegex(@"\A[1-9][0-9]*-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([0-1][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?Z\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TimePattern();
}
