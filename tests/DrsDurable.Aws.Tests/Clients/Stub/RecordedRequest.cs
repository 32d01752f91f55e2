using System.Text;
using System.Text.Json;

namespace DrsDurable.Aws.Tests.Clients.Stub;

/// <param name="Signature">Of the request as it arrived, computed again from its bytes.</param>
internal sealed record RecordedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body, SignatureVerdict Signature)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
