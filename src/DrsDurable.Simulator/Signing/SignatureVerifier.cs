using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Signing;

/// <summary>A request as far as its signature is concerned.</summary>
internal sealed record SignedRequest(string Method, string RawTarget, Func<string, string?> Header, ReadOnlyMemory<byte> Body);

/// <summary>What belongs to an access key.</summary>
/// <param name="SessionToken">Of temporary credentials; null of a user's own key.</param>
internal sealed record SigningCredential(string SecretAccessKey, string? SessionToken, Principal Principal, bool IsExpired);

/// <summary>Who signed, and the Region of the credential scope; or why that is not known.</summary>
internal sealed record Verification(Principal? Caller, string? Region, ServiceError? Error)
{
    public static Verification Refused(ServiceError error) => new(null, null, error);
}

/// <summary>Verifies Signature Version 4 against the fleet's keys and the sessions of its roles.</summary>
internal sealed class SignatureVerifier(Func<string, SigningCredential?> find, TimeProvider machineClock)
{
    private const int MaximumKeys = 1000;

    private static readonly TimeSpan _allowedSkew = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Secret, string Date, string Region, string Service), byte[]> _keys = new();

    /// <param name="service">Service name that the credential scope must have.</param>
    public Verification Verify(SignedRequest request, string service = "drs")
    {
        var header = request.Header("authorization");
        if (string.IsNullOrEmpty(header))
        {
            return Verification.Refused(ServiceError.MissingAuthentication());
        }

        if (AuthorizationHeader.Parse(header) is not { } authorization)
        {
            return Verification.Refused(ServiceError.IncompleteSignature($"Authorization header requires {AuthorizationHeader.Algorithm} with Credential, SignedHeaders and Signature."));
        }

        if (find(authorization.AccessKeyId) is not { } credential || !SameToken(credential.SessionToken, request.Header("x-amz-security-token")))
        {
            return Verification.Refused(ServiceError.UnrecognizedClient());
        }

        return ScopeError(authorization, request, service) is { } error
            ? Verification.Refused(error)
            : SignatureMatches(authorization, request, credential.SecretAccessKey)
                ? credential.IsExpired ? Verification.Refused(ServiceError.ExpiredToken()) : new Verification(credential.Principal, authorization.Region, null)
                : Verification.Refused(ServiceError.InvalidSignature("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method."));
    }

    /// <summary>A user's own key has no token; one that is sent with it counts for nothing, as with AWS.</summary>
    private static bool SameToken(string? issued, string? sent) =>
        issued is null || (sent is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(issued), Encoding.UTF8.GetBytes(sent)));

    private ServiceError? ScopeError(AuthorizationHeader authorization, SignedRequest request, string service)
    {
        if (authorization.Service != service || authorization.Terminator != "aws4_request")
        {
            return ServiceError.InvalidSignature($"Credential should be scoped to correct service: '{service}', and end in 'aws4_request'; it is '{authorization.Scope}'.");
        }

        if (!authorization.SignedHeaders.Contains("host", StringComparer.Ordinal))
        {
            return ServiceError.InvalidSignature("'host' must be a signed header.");
        }

        if (SigningTime(request) is not { } signedAt)
        {
            return ServiceError.IncompleteSignature("A signed request needs an x-amz-date header of the form yyyyMMddTHHmmssZ.");
        }

        if (!signedAt.Text.StartsWith(authorization.Date, StringComparison.Ordinal))
        {
            return ServiceError.InvalidSignature($"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{authorization.Date}' != '{signedAt.Text[..8]}'.");
        }

        var now = machineClock.GetUtcNow();
        var skew = now - signedAt.Time;
        return skew > _allowedSkew
            ? ServiceError.InvalidSignature($"Signature expired: {signedAt.Text} is now earlier than {Stamp(now - _allowedSkew)} ({Stamp(now)} - 5 min.)")
            : -skew > _allowedSkew
                ? ServiceError.InvalidSignature($"Signature not yet current: {signedAt.Text} is still later than {Stamp(now + _allowedSkew)} ({Stamp(now)} + 5 min.)")
                : null;
    }

    private bool SignatureMatches(AuthorizationHeader authorization, SignedRequest request, string secret)
    {
        var payloadHash = Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
        if (request.Header("x-amz-content-sha256") is { } claimed)
        {
            if (claimed != payloadHash && claimed != "UNSIGNED-PAYLOAD")
            {
                return false;
            }

            payloadHash = claimed;
        }

        var canonical = CanonicalRequest.Build(request.Method, request.RawTarget, authorization.SignedHeaders, request.Header, payloadHash);
        var expected = Sign(SigningKey(authorization, secret), SigningTime(request)!.Value.Text, authorization.Scope, canonical);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(authorization.Signature));
    }

    private byte[] SigningKey(AuthorizationHeader authorization, string secret)
    {
        // Date and Region are the caller's words until the signature has been verified.
        if (_keys.Count > MaximumKeys)
        {
            _keys.Clear();
        }

        return _keys.GetOrAdd((secret, authorization.Date, authorization.Region, authorization.Service), static scope => DeriveKey(scope.Secret, scope.Date, scope.Region, scope.Service));
    }

    /// <summary>The signature of a canonical request, in lower-case hexadecimal digits.</summary>
    internal static string Sign(byte[] key, string time, string scope, string canonicalRequest)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{AuthorizationHeader.Algorithm}\n{time}\n{scope}\n{hash}")));
    }

    internal static byte[] DeriveKey(string secret, string date, string region, string service = "drs")
    {
        var key = HMACSHA256.HashData(Encoding.UTF8.GetBytes($"AWS4{secret}"), Encoding.UTF8.GetBytes(date));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(region));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(service));
        return HMACSHA256.HashData(key, "aws4_request"u8);
    }

    private static (string Text, DateTimeOffset Time)? SigningTime(SignedRequest request)
    {
        if (request.Header("x-amz-date") is { } text)
        {
            return DateTimeOffset.TryParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? (text, time) : null;
        }

        return DateTimeOffset.TryParse(request.Header("date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? (Stamp(date), date) : null;
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
