namespace DrsDurable.Host.Replies;

internal static class ReplyHeaders
{
    /// <summary>Replies are never guessed to be something else, and never kept: what they say changes by the second.</summary>
    public static IApplicationBuilder UseReplyHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        return next(context);
    });
}
