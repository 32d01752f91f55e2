namespace DrsDurable.Aws;

/// <summary>The request did not leave this process: its check refused it, or no connection was made. The service has not seen it.</summary>
public sealed class RequestNotSentException : Exception
{
    public RequestNotSentException(string operation, string reason, Exception? innerException = null)
        : base($"{operation} was not sent: {reason}", innerException)
    {
        Operation = operation;
    }

    public string Operation { get; }
}
