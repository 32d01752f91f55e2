using System.Text.Json;

namespace DrsDurable.DurableTask.Worker.Failures;

/// <summary>Properties of an exception on their way through the hub, which keeps them as one JSON object.</summary>
internal static class ExceptionProperties
{
    /// <summary>
    /// A provider that fails must not hide the failure it was asked about: what it threw becomes the property
    /// <c>ExceptionPropertiesProvider</c>.
    /// </summary>
    public static string? Of(Exception exception, IExceptionPropertiesProvider provider)
    {
        try
        {
            return provider.GetExceptionProperties(exception) is { } properties ? Write(properties) : null;
        }
        catch (Exception failure)
        {
            return Write(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(IExceptionPropertiesProvider)[1..]] = failure.ToString() });
        }
    }

    public static string Write(IDictionary<string, object?> properties) => JsonSerializer.Serialize(properties);

    public static IDictionary<string, object?> Read(string properties)
    {
        using var document = JsonDocument.Parse(properties);
        return Members(document.RootElement);
    }

    private static Dictionary<string, object?> Members(JsonElement value) =>
        value.EnumerateObject().ToDictionary(member => member.Name, member => Plain(member.Value), StringComparer.Ordinal);

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Members(value),
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
