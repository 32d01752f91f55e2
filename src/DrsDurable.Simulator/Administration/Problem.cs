namespace DrsDurable.Simulator.Administration;

/// <summary>An administration request that cannot be carried out, answered as application/problem+json.</summary>
internal sealed class ProblemException(int status, string code, string? fieldName, string detail) : Exception(detail)
{
    public int Status => status;

    public string Code => code;

    public string? Field => fieldName;

    public static ProblemException Invalid(string field, string detail) => new(400, "INVALID_FIELD", field, $"{field}: {detail}.");

    public static ProblemException Missing(string field) => new(400, "MISSING_FIELD", field, $"{field} is missing.");
}
