namespace DrsDurable.Recovery.Errors;

/// <summary>Everything that is wrong with a request, so that it can be told at once. Of one field the first finding counts.</summary>
public sealed class FieldErrors
{
    /// <summary>More are not listed: who has a hundred mistakes has one.</summary>
    public const int Longest = 100;

    private readonly List<FieldError> errors = [];

    public bool Any => errors.Count > 0;

    public IReadOnlyList<FieldError> Found => errors;

    public void Add(string field, RecoveryErrorCode code, string message)
    {
        if (errors.Count < Longest && !Has(field))
        {
            errors.Add(new FieldError(field, code, message));
        }
    }

    public void AddRange(IEnumerable<FieldError> more)
    {
        foreach (var error in more)
        {
            Add(error.Field, error.Code, error.Message);
        }
    }

    /// <summary>Whether something was found in this field itself.</summary>
    public bool Has(string field) => errors.Exists(error => string.Equals(error.Field, field, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether something was found in this field or inside it.</summary>
    public bool HasWithin(string field) => errors.Exists(error =>
        error.Field.StartsWith(field, StringComparison.OrdinalIgnoreCase)
        && (error.Field.Length == field.Length || error.Field[field.Length] is '.' or '['));

    /// <exception cref="RecoveryException">
    /// With everything found. What the request says wrongly comes before what it refers to in vain, because the first error gives the answer its code.
    /// </exception>
    public void ThrowIfAny()
    {
        if (errors.Count == 0)
        {
            return;
        }

        var ordered = errors.OrderBy(error => error.Code is RecoveryErrorCode.PgNotFound or RecoveryErrorCode.RecoveryPlanNotFound).ToList();
        var first = ordered[0];
        var message = ordered.Count == 1
            ? first.Message
            : $"{ordered.Count}{(ordered.Count == Longest ? " or more" : "")} fields are wrong; the first is {first.Field}: {first.Message}";
        throw new RecoveryException(first.Code, message, first.Field, ordered);
    }
}
