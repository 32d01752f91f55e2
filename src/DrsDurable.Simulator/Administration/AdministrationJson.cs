using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DrsDurable.Simulator.Administration;

/// <summary>The body of an administration request; names are read case-insensitively, null counts as absent.</summary>
internal sealed class AdministrationJson
{
    private readonly Dictionary<string, JsonElement> _members;

    private AdministrationJson(Dictionary<string, JsonElement> members) => _members = members;

    public static AdministrationJson Object(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new ProblemException(400, "INVALID_JSON", null, "The body must be a JSON object.");
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in body.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            members[member.Name] = member.Value;
        }

        return new AdministrationJson(members);
    }

    public AdministrationJson AllowOnly(IReadOnlyCollection<string> fields)
    {
        var unknown = _members.Keys.FirstOrDefault(name => !fields.Contains(name, StringComparer.OrdinalIgnoreCase));
        return unknown is null ? this : throw ProblemException.Invalid(unknown, $"unknown field; known here: {string.Join(", ", fields)}");
    }

    public AdministrationField? Optional(string name) => _members.TryGetValue(name, out var value) ? new AdministrationField(name, value) : null;

    public AdministrationField Required(string name) => Optional(name) ?? throw ProblemException.Missing(name);
}

/// <summary>One member of an administration request.</summary>
internal sealed class AdministrationField(string name, JsonElement value)
{
    public bool IsNumber => value.ValueKind == JsonValueKind.Number;

    public ProblemException Invalid(string detail) => ProblemException.Invalid(name, detail);

    public string Text() => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Invalid("a string is expected");

    public string NotEmpty() => Text() is { Length: > 0 } text ? text : throw Invalid("must not be empty");

    public string Matching(Regex pattern) => pattern.IsMatch(Text()) ? Text() : throw Invalid($"must match {pattern}");

    public bool Boolean() => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Invalid("true or false is expected");

    public double Number(double low, double high, bool whole = false)
    {
        var ok = IsNumber && value.TryGetDouble(out var number) && number >= low && number <= high && (!whole || number == Math.Floor(number));
        return ok ? value.GetDouble() : throw Invalid(string.Create(CultureInfo.InvariantCulture, $"a {(whole ? "whole " : "")}number from {low} to {high} is expected"));
    }

    public string OneOf(IReadOnlyCollection<string> allowed) => allowed.Count == 0
        ? throw Invalid("this field does not belong to this kind of fault")
        : allowed.Contains(Text(), StringComparer.Ordinal) ? Text() : throw Invalid($"one of {string.Join(", ", allowed)} is expected");

    public DateTimeOffset Time() =>
        DateTimeOffset.TryParse(Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw Invalid("a time such as 2026-01-31T12:00:00Z is expected");
}
