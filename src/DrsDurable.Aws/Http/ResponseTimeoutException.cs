namespace DrsDurable.Aws.Http;

/// <summary>A request was sent and its whole answer did not arrive in time.</summary>
public sealed class ResponseTimeoutException(string operation, TimeSpan timeout)
    : IOException($"{operation} was sent and not answered within {timeout.TotalSeconds:0.###} s.")
{
    public string Operation { get; } = operation;

    public TimeSpan Timeout { get; } = timeout;
}
