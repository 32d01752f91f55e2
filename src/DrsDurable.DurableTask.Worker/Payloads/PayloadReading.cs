using System.Text.Json;

namespace DrsDurable.DurableTask.Worker.Payloads;

/// <summary>Reads payloads so that an error names what could not be read.</summary>
internal static class PayloadReading
{
    /// <param name="kind">For example <c>input of activity</c>; with <paramref name="name"/> it says which payload this is.</param>
    /// <exception cref="JsonException">The converter refuses it.</exception>
    public static object? Read(this DataConverter converter, string? payload, Type type, string kind, string name)
    {
        try
        {
            return converter.Deserialize(payload, type);
        }
        catch (JsonException cause)
        {
            throw Unreadable(type, kind, name, cause);
        }
    }

    /// <inheritdoc cref="Read(DataConverter, string?, Type, string, string)"/>
    public static T? Read<T>(this DataConverter converter, string? payload, string kind, string name)
    {
        try
        {
            return converter.Deserialize<T>(payload);
        }
        catch (JsonException cause)
        {
            throw Unreadable(typeof(T), kind, name, cause);
        }
    }

    /// <summary>Of the type that the converter throws: code and retry handlers look for it.</summary>
    private static JsonException Unreadable(Type expected, string kind, string name, JsonException cause) => new(
        $"The {kind} '{name}' cannot be read as {expected} ({cause.Message.TrimEnd('.')}). Send JSON of that type, or change what the code expects.", cause);
}
