using DrsDurable.Host.Configuration;
using Microsoft.AspNetCore.Http.Features;

namespace DrsDurable.Host.Telemetry;

internal static class RequestSpans
{
    /// <summary>Names the server's spans by method and route; by itself it calls all of them the same. Paths and queries are left out.</summary>
    public static IApplicationBuilder UseRequestSpans(this IApplicationBuilder app, HostSettings settings) => !settings.Telemetry.IsOn ? app : app.Use(static async (context, next) =>
    {
        try
        {
            await next(context);
        }
        finally
        {
            if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } span)
            {
                var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern ? '/' + pattern.TrimStart('/') : null;
                span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
                span.SetTag("http.request.method", context.Request.Method);
                span.SetTag("http.route", route);
                span.SetTag("http.response.status_code", context.Response.StatusCode);
            }
        }
    });
}
