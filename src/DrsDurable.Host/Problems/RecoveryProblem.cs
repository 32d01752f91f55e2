using System.Diagnostics;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Host.Problems;

/// <summary>Problem details (RFC 9457) with the product's members.</summary>
/// <param name="Type">A URN that ends with the code.</param>
/// <param name="Field">Like <c>waves[1].dependsOn[0]</c>; <see langword="null"/> when no field is to blame.</param>
/// <param name="Errors">Every finding; the first also gives <paramref name="Code"/> and <paramref name="Field"/>.</param>
public sealed record RecoveryProblem(
    string Type,
    string Title,
    int Status,
    string Detail,
    RecoveryErrorCode Code,
    string? Field,
    IReadOnlyList<FieldError> Errors,
    string TraceId)
{
    public const string ContentType = "application/problem+json";

    public static RecoveryProblem Of(RecoveryException error, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(context);
        var (status, title) = ProblemCatalogue.Of(error.Code);
        return new RecoveryProblem(
            $"urn:drsdurable:problem:{ApiName.Of(error.Code)}",
            title,
            status,
            error.Message,
            error.Code,
            error.Field,
            error.Errors,
            Activity.Current?.Id ?? context.TraceIdentifier);
    }
}
