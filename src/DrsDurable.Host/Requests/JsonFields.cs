using System.Text.Json;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Host.Requests;

/// <summary>
/// The fields of a JSON object, read one by one. A field of the wrong type, an unknown one and one that comes twice are noted with their path, and
/// reading goes on, so that a caller learns of everything at once. JSON's null is the same as an absent field.
/// </summary>
public sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> values = new(StringComparer.OrdinalIgnoreCase);
    private readonly string path;
    private readonly FieldErrors errors;

    private JsonFields(string path, FieldErrors errors)
    {
        this.path = path;
        this.errors = errors;
    }

    /// <summary>What could not be read so far, here and inside.</summary>
    public IReadOnlyList<FieldError> Errors => errors.Found;

    /// <exception cref="RecoveryException">INVALID_JSON: a name is half a character.</exception>
    public static JsonFields Of(JsonElement element, IReadOnlyList<string> known, IReadOnlyList<string> ignored) =>
        Of(element, "", new FieldErrors(), known, ignored);

    public string? Text(string name) => Find(name) is { } value ? Text(value, Path(name)) : null;

    public bool? Flag(string name)
    {
        switch (Find(name)?.ValueKind)
        {
            case null:
                return null;
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                Refuse(Path(name), "true or false");
                return null;
        }
    }

    public int? Integer(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
        {
            return number;
        }

        Refuse(Path(name), "a whole number");
        return null;
    }

    /// <returns>An element is <see langword="null"/> where it could not be read.</returns>
    public IReadOnlyList<string?>? Texts(string name) => Elements(name)?.Select((value, index) => Text(value, $"{Path(name)}[{index}]")).ToList();

    /// <returns>An element is <see langword="null"/> where it could not be read.</returns>
    public IReadOnlyList<JsonFields?>? Objects(string name, IReadOnlyList<string> known) => Elements(name)?.Select((value, index) =>
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return Of(value, $"{Path(name)}[{index}]", errors, known, []);
        }

        Refuse($"{Path(name)}[{index}]", "an object");
        return null;
    }).ToList();

    private static JsonFields Of(JsonElement element, string path, FieldErrors errors, IReadOnlyList<string> known, IReadOnlyList<string> ignored)
    {
        var fields = new JsonFields(path, errors);
        foreach (var property in element.EnumerateObject())
        {
            var name = NameOf(property);
            if (ignored.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                var shown = TextRules.Shown(name);
                errors.Add(fields.Path(shown), RecoveryErrorCode.InvalidField, $"There is no field '{shown}' here; {(known.Count == 0 ? "there is none" : $"known are {string.Join(", ", known)}")}.");
            }
            else if (!fields.values.TryAdd(name, property.Value))
            {
                errors.Add(fields.Path(name), RecoveryErrorCode.InvalidField, $"{fields.Path(name)} comes twice (upper and lower case count as one); send it once.");
            }
        }

        return fields;
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw new RecoveryException(RecoveryErrorCode.InvalidJson, "The name of a field in the body is not Unicode text (half a surrogate pair).");
        }
    }

    private List<JsonElement>? Elements(string name)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.Array } array:
                return [.. array.EnumerateArray()];
            default:
                Refuse(Path(name), "a list");
                return null;
        }
    }

    private string? Text(JsonElement value, string at)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            try
            {
                return value.GetString();
            }
            catch (InvalidOperationException)
            {
                errors.Add(at, RecoveryErrorCode.InvalidField, $"{at} is not Unicode text (half a surrogate pair).");
                return null;
            }
        }

        Refuse(at, "text in quotes");
        return null;
    }

    private JsonElement? Find(string name) =>
        values.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private void Refuse(string at, string expected) => errors.Add(at, RecoveryErrorCode.InvalidField, $"{at} has the wrong type; give {expected}.");
}
