using DrsDurable.Host.Replies;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Host.Problems;

/// <summary>Answers everything that goes wrong with problem details.</summary>
public static partial class ProblemReplies
{
    /// <summary>Goes first, so that whatever comes after it may throw a <see cref="RecoveryException"/>.</summary>
    public static IApplicationBuilder UseProblemReplies(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("DrsDurable.Host.Http");
        return app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
                if (Unanswered(context) is { } missing)
                {
                    await WriteAsync(context, missing);
                }
            }
            catch (RecoveryException refused) when (!context.Response.HasStarted)
            {
                await WriteAsync(context, refused);
            }
            catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
            {
                await WriteAsync(context, Translate(bad));
            }
            catch (Exception error) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            {
                LogFailure(logger, error, context.Request.Method, context.Request.Path);
                await WriteAsync(context, Failure(context));
            }
        });
    }

    private static async Task WriteAsync(HttpContext context, RecoveryException error)
    {
        var problem = RecoveryProblem.Of(error, context);
        context.Response.StatusCode = problem.Status;
        await context.Response.WriteAsJsonAsync(problem, HostJson.Options, RecoveryProblem.ContentType, context.RequestAborted);
    }

    /// <summary>What routing leaves without a body.</summary>
    private static RecoveryException? Unanswered(HttpContext context)
    {
        if (context.Response.HasStarted || context.Response.ContentType is not null)
        {
            return null;
        }

        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new RecoveryException(
                RecoveryErrorCode.RouteNotFound, $"Nothing is at {TextRules.Shown(context.Request.Path)}: GET / lists what there is."),
            StatusCodes.Status405MethodNotAllowed => new RecoveryException(
                RecoveryErrorCode.MethodNotAllowed,
                $"{TextRules.Shown(context.Request.Path)} does not take {TextRules.Shown(context.Request.Method)}: use {context.Response.Headers.Allow}."),
            _ => null,
        };
    }

    private static RecoveryException Translate(BadHttpRequestException bad) => bad.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? Requests.JsonBody.TooLarge()
        : new RecoveryException(RecoveryErrorCode.InvalidJson, $"The request could not be read: {bad.Message}");

    private static RecoveryException Failure(HttpContext context) => new(
        RecoveryErrorCode.InternalError,
        $"The host failed on this request; its log has the reason under traceId {System.Diagnostics.Activity.Current?.Id ?? context.TraceIdentifier}."
        + " Whether a command took effect is unknown: look, or repeat it with the same Idempotency-Key.");

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogFailure(ILogger logger, Exception error, string method, string path);
}
