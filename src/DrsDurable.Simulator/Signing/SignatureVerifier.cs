using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Signing;

/// <summary>A request as far as its signature is concerned.</summary>
internal sealed record SignedRequest(string Method, string RawTarget, Func<string, string?> Header, ReadOnlyMemory<byte> Body);

/// <summary>Who signed: the account the access key belongs to and the Region of the credential scope. One of the two members is null.</summary>
internal sealed record Verification(AccountDefinition? Account, string? Region, ServiceError? Error)
{
    public static Verification Refused(ServiceError error) => new(null, null, error);
}

/// <summary>Verifies Signature Version 4 for the service name <c>drs</c> against the fleet's keys.</summary>
internal sealed class SignatureVerifier(FleetDefinition fleet, TimeProvider machineClock)
{
    private const int MaximumKeys = 1000;

    private static readonly TimeSpan _allowedSkew = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, AccountDefinition> _accounts = fleet.Accounts.ToDictionary(account => account.AccessKeyId, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string AccessKeyId, string Date, string Region), byte[]> _keys = new();

    public Verification Verify(SignedRequest request)
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

        if (!_accounts.TryGetValue(authorization.AccessKeyId, out var account))
        {
            return Verification.Refused(ServiceError.UnrecognizedClient());
        }

        return ScopeError(authorization, request) is { } error
            ? Verification.Refused(error)
            : SignatureMatches(authorization, request, account)
                ? new Verification(account, authorization.Region, null)
                : Verification.Refused(ServiceError.InvalidSignature("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method."));
    }

    private ServiceError? ScopeError(AuthorizationHeader authorization, SignedRequest request)
    {
        if (authorization is not { Service: "drs", Terminator: "aws4_request" })
        {
            return ServiceError.InvalidSignature($"Credential should be scoped to correct service: 'drs', and end in 'aws4_request'; it is '{authorization.Scope}'.");
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

    private bool SignatureMatches(AuthorizationHeader authorization, SignedRequest request, AccountDefinition account)
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
        var expected = Sign(SigningKey(authorization, account), SigningTime(request)!.Value.Text, authorization.Scope, canonical);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(authorization.Signature));
    }

    private byte[] SigningKey(AuthorizationHeader authorization, AccountDefinition account)
    {
        // Date and Region are the caller's words until the signature has been verified.
        if (_keys.Count > MaximumKeys)
        {
            _keys.Clear();
        }

        return _keys.GetOrAdd((authorization.AccessKeyId, authorization.Date, authorization.Region), static (scope, secret) => DeriveKey(secret, scope.Date, scope.Region), account.SecretAccessKey);
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
