using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Worker.Failures;

/// <summary>Between the failure details of the programming model and those of the protocol.</summary>
internal static class FailureDetailsMapping
{
    public static TaskFailureDetails ToModel(this FailureDetails details) =>
        new(details.ErrorType, details.ErrorMessage, details.StackTrace, details.InnerFailure?.ToModel(), null);

    public static FailureDetails ToProtocol(this TaskFailureDetails details) =>
        new(details.ErrorType, details.ErrorMessage, details.StackTrace, details.InnerFailure?.ToProtocol());

    public static FailureDetails FromException(Exception exception) => TaskFailureDetails.FromException(exception).ToProtocol();

    public static FailureDetails NotFound(string kind, string name) => new(
        $"{kind}TaskNotFound", $"No {kind.ToLowerInvariant()} task named '{name}' was found.", IsNonRetriable: true);
}
