using System.Net;
using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

/// <summary>409: a server listed takes part in a job that has not ended, whatever its kind. Never retried by the client.</summary>
public sealed class ConflictException : AmazonDrsException
{
    public ConflictException(string message)
        : base(message)
    {
    }

    public ConflictException(string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    public string? Code { get; set; }

    public string? ResourceId { get; set; }

    public string? ResourceType { get; set; }
}
