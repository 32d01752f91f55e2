using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Worker.Failures;

/// <summary>Between the failure details of the programming model and those of the protocol.</summary>
internal static class FailureDetailsMapping
{
    public static TaskFailureDetails ToModel(this FailureDetails details) => new(
        details.ErrorType,
        details.ErrorMessage,
        details.StackTrace,
        details.InnerFailure?.ToModel(),
        details.Properties is { } properties ? ExceptionProperties.Read(properties) : null);

    /// <param name="provider">Adds properties to the details of the exception and of each inner one.</param>
    public static FailureDetails FromException(Exception exception, IExceptionPropertiesProvider? provider = null)
    {
        var details = ToProtocol(TaskFailureDetails.FromException(exception));
        return provider is null ? details : WithProperties(details, exception, provider);
    }

    private static FailureDetails ToProtocol(TaskFailureDetails details) => new(
        details.ErrorType,
        details.ErrorMessage,
        details.StackTrace,
        details.InnerFailure is { } inner ? ToProtocol(inner) : null,
        Properties: details.Properties is { } properties ? ExceptionProperties.Write(properties) : null);

    private static FailureDetails WithProperties(FailureDetails details, Exception exception, IExceptionPropertiesProvider provider) => details with
    {
        Properties = ExceptionProperties.Of(exception, provider),
        InnerFailure = exception is not TaskFailedException && (exception.InnerException, details.InnerFailure) is ({ } cause, { } inner)
            ? WithProperties(inner, cause, provider)
            : details.InnerFailure,
    };

    public static FailureDetails NotFound(string kind, string name) => new(
        $"{kind}TaskNotFound", $"No {kind.ToLowerInvariant()} task named '{name}' was found.", IsNonRetriable: true);
}
