using System.Net;
using System.Text.Json.Nodes;

namespace DrsDurable.Testing.Processes;

/// <summary>What an HTTP server answered; <see cref="Body"/> is null when there was none.</summary>
public sealed record ServerReply(HttpStatusCode Status, JsonNode? Body, IReadOnlyDictionary<string, string> Headers, string Request)
{
    /// <summary>The body of a success; anything else is thrown with everything the server said.</summary>
    public JsonNode Json => (int)Status is >= 200 and < 300 && Body is not null
        ? Body
        : throw new InvalidOperationException($"{Request} answered {(int)Status} {Status}: {Body?.ToJsonString() ?? "(no body)"}");

    /// <summary>The problem's <c>code</c>.</summary>
    public string? Code => (string?)Body?["code"];
}
