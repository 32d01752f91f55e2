using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Host.Requests;

/// <summary>The query parameter <c>validateOnly</c>: a command that only says what it would do.</summary>
public static class Preview
{
    private const string Parameter = "validateOnly";

    /// <exception cref="RecoveryException">INVALID_FIELD: neither true nor false.</exception>
    public static bool IsWanted(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Query.TryGetValue(Parameter, out var text))
        {
            return false;
        }

        return bool.TryParse(text, out var wanted)
            ? wanted
            : throw new RecoveryException(RecoveryErrorCode.InvalidField, $"{Parameter} is '{TextRules.Shown(text.ToString())}': use true or false.", Parameter);
    }

    /// <summary>For commands without a preview: one that is asked only to validate must not act.</summary>
    public static async ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        IsWanted(context.HttpContext.Request)
            ? throw new RecoveryException(
                RecoveryErrorCode.InvalidField,
                $"{Parameter} is understood by POST /executions and POST /recovery-plans/{{planId}}/execute only; nothing was done.",
                Parameter)
            : await next(context);
}
