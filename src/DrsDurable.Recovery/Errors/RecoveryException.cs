namespace DrsDurable.Recovery.Errors;

/// <summary>A command was refused; nothing was changed.</summary>
/// <param name="code">From the catalogue in <see cref="RecoveryErrorCode"/>.</param>
/// <param name="message">What is wrong and the way out.</param>
/// <param name="errors">Every offending field, when there are several; the first also stands in <see cref="Field"/>.</param>
public sealed class RecoveryException(RecoveryErrorCode code, string message, string? field = null, IReadOnlyList<FieldError>? errors = null)
    : Exception(message)
{
    public RecoveryErrorCode Code { get; } = code;

    /// <summary>Like <c>waves[1].dependsOn[0]</c>, or <see langword="null"/>.</summary>
    public string? Field { get; } = field ?? (errors is [var first, ..] ? first.Field : null);

    public IReadOnlyList<FieldError> Errors { get; } = errors ?? (field is null ? [] : [new FieldError(field, code, message)]);
}

public sealed record FieldError(string Field, RecoveryErrorCode Code, string Message);
