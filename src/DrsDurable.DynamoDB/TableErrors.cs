namespace DrsDurable.DynamoDB;

/// <summary>The table cannot be used as it is, and will not be by trying again: missing, foreign, or access to it denied. The message says what to do.</summary>
public sealed class TableUnusableException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>DynamoDB did not do what it was asked: throttled, unreachable, broken or (for now) forbidden. The call may or may not have taken effect.</summary>
public sealed class TableUnavailableException(string message, Exception innerException) : Exception(message, innerException)
{
    /// <summary>The credentials lack the permission, or are no longer good.</summary>
    public bool IsDenied { get; init; }
}
