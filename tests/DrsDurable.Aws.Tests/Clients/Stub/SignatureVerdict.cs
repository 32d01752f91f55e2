using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DrsDurable.Aws.Tests.Clients.Stub;

/// <summary>Signature Version 4, worked out here from its public description and from nothing the client under test uses.</summary>
internal sealed record SignatureVerdict(bool Valid, string AccessKeyId, string Region, string Service)
{
    private static readonly SignatureVerdict Unsigned = new(false, "", "", "");

    public static SignatureVerdict Of(string method, string target, IReadOnlyDictionary<string, string> headers, byte[] body, Func<string, string?> secretOf)
    {
        if (!headers.TryGetValue("authorization", out var authorization) || !authorization.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal))
        {
            return Unsigned;
        }

        var parts = authorization["AWS4-HMAC-SHA256 ".Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var credential = parts["Credential"].Split('/');
        var (accessKeyId, date, region, service) = (credential[0], credential[1], credential[2], credential[3]);
        var signed = parts["SignedHeaders"].Split(';');

        var split = target.Split('?', 2);
        var path = string.Join('/', split[0].Split('/').Select(Uri.EscapeDataString));
        var query = split.Length == 1 ? "" : string.Join('&', split[1].Split('&').Order(StringComparer.Ordinal));
        var canonical = new StringBuilder().Append(method).Append('\n').Append(path).Append('\n').Append(query).Append('\n');
        foreach (var name in signed)
        {
            canonical.Append(CultureInfo.InvariantCulture, $"{name}:{headers[name].Trim()}\n");
        }

        canonical.Append('\n').Append(string.Join(';', signed)).Append('\n').Append(Hex(SHA256.HashData(body)));
        var scope = $"{date}/{region}/{service}/aws4_request";
        var toSign = $"AWS4-HMAC-SHA256\n{headers["x-amz-date"]}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var secret = secretOf(accessKeyId);
        if (secret is null)
        {
            return new SignatureVerdict(false, accessKeyId, region, service);
        }

        var key = new[] { date, region, service, "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), Mac);
        return new SignatureVerdict(Hex(Mac(key, toSign)) == parts["Signature"], accessKeyId, region, service);
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
