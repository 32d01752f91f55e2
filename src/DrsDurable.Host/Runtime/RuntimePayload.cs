using System.Text.Json;
using System.Text.Json.Nodes;

namespace DrsDurable.Host.Runtime;

/// <summary>Payloads of orchestrations as parts of a reply.</summary>
internal static class RuntimePayload
{
    /// <summary>A payload that is not JSON is shown as text.</summary>
    public static JsonNode? Parse(string? payload)
    {
        if (payload is null)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(payload);
        }
        catch (JsonException)
        {
            return JsonValue.Create(payload);
        }
    }
}
