namespace DrsDurable.Simulator.Signing;

/// <summary>An <c>AWS4-HMAC-SHA256</c> Authorization header taken apart.</summary>
/// <param name="SignedHeaders">Lower-case names as listed, in the listed order.</param>
internal sealed record AuthorizationHeader(
    string AccessKeyId,
    string Date,
    string Region,
    string Service,
    string Terminator,
    IReadOnlyList<string> SignedHeaders,
    string Signature)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    public string Scope => $"{Date}/{Region}/{Service}/{Terminator}";

    /// <summary>Null when the header is not a complete signature of this algorithm.</summary>
    public static AuthorizationHeader? Parse(string? header)
    {
        if (header is null || !header.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            return null;
        }

        string? credential = null, signedHeaders = null, signature = null;
        foreach (var part in header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            switch (equals < 0 ? "" : part[..equals])
            {
                case "Credential":
                    credential = part[(equals + 1)..];
                    break;
                case "SignedHeaders":
                    signedHeaders = part[(equals + 1)..];
                    break;
                case "Signature":
                    signature = part[(equals + 1)..];
                    break;
            }
        }

        // An access key may itself hold slashes; the scope is the last four parts.
        var scope = credential?.Split('/') ?? [];
        return scope.Length < 5 || string.IsNullOrEmpty(signedHeaders) || string.IsNullOrEmpty(signature)
            ? null
            : new AuthorizationHeader(string.Join('/', scope[..^4]), scope[^4], scope[^3], scope[^2], scope[^1], signedHeaders.Split(';'), signature);
    }
}
