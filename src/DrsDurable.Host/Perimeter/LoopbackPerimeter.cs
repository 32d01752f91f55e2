using System.Net;
using DrsDurable.Recovery.Errors;

namespace DrsDurable.Host.Perimeter;

/// <summary>
/// Without authentication the operator's own browser is the way in: a page of a foreign site could call loopback, or a foreign
/// name could be pointed at it. Requests addressed to anything but a loopback name, or sent by a foreign page, are refused.
/// </summary>
public static class LoopbackPerimeter
{
    /// <exception cref="RecoveryException">HOST_NOT_ALLOWED (421) or ORIGIN_NOT_ALLOWED (403), thrown into the pipeline.</exception>
    public static IApplicationBuilder UseLoopbackPerimeter(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (Refusal(context.Request.Host, context.Request.Headers.Origin) is { } refusal)
        {
            throw refusal;
        }

        return next(context);
    });

    /// <summary>Why a request with these headers is refused; <see langword="null"/> = it is not.</summary>
    public static RecoveryException? Refusal(HostString host, IEnumerable<string?> origins)
    {
        ArgumentNullException.ThrowIfNull(origins);
        if (!IsLoopbackName(host.Host))
        {
            return new RecoveryException(
                RecoveryErrorCode.HostNotAllowed,
                $"The request is addressed to '{host.Host}'. This host answers to loopback names only: use 127.0.0.1, localhost or [::1].");
        }

        foreach (var origin in origins)
        {
            if (origin is not null && !IsOwnOrigin(origin, host))
            {
                return new RecoveryException(
                    RecoveryErrorCode.OriginNotAllowed,
                    $"The request comes from a page of '{origin}'. Only pages of this host itself may call it.");
            }
        }

        return null;
    }

    private static bool IsLoopbackName(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsOwnOrigin(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url)
        && url.Scheme == Uri.UriSchemeHttp
        && IsLoopbackName(url.Host)
        && url.Port == (host.Port ?? 80);
}
