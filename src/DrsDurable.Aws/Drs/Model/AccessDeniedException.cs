using System.Net;
using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

/// <summary>403: the caller may not call the operation. What EC2 refuses appears later, as <c>rawError</c> in the job log.</summary>
public sealed class AccessDeniedException : AmazonDrsException
{
    public AccessDeniedException(string message)
        : base(message)
    {
    }

    public AccessDeniedException(string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    public string? Code { get; set; }
}
