using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace DrsDurable.Aws.Tests.Clients.Stub;

internal static class Answers
{
    public static AwsStub.Answer Json(string body, int status = 200) => Text(status, "application/json", body);

    public static AwsStub.Answer Html(int status) => Text(status, "text/html", "<html><body><h1>Service Unavailable</h1></body></html>");

    public static AwsStub.Answer Xml(string body) => Text(200, "text/xml", body);

    public static AwsStub.Answer Error(int status, string? header, string body, string? retryAfter = null) => async context =>
    {
        if (header is not null)
        {
            context.Response.Headers["x-amzn-ErrorType"] = header;
        }

        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await Text(status, "application/json", body)(context);
    };

    /// <summary>The request has been read in full; the connection breaks instead of an answer.</summary>
    public static Task Drop(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Status and a part of the body arrive, the rest never does.</summary>
    public static async Task BreakInTheMiddle(HttpContext context)
    {
        await HalfAsync(context);
        context.Abort();
    }

    public static async Task StallInTheMiddle(HttpContext context)
    {
        await HalfAsync(context);
        await Silence(context);
    }

    /// <summary>Never answers, until the client hangs up.</summary>
    public static async Task Silence(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    private static AwsStub.Answer Text(int status, string type, string body) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.Headers["x-amzn-RequestId"] = "req-" + status.ToString(CultureInfo.InvariantCulture);
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted);
    };

    private static async Task HalfAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("{\"items\":[", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
