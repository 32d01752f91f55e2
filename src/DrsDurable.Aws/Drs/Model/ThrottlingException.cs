using System.Net;
using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

/// <summary>429.</summary>
public sealed class ThrottlingException : AmazonDrsException
{
    public ThrottlingException(string message)
        : base(message)
    {
    }

    public ThrottlingException(string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    public string? QuotaCode { get; set; }

    /// <summary>The header Retry-After as sent.</summary>
    public string? RetryAfterSeconds { get; set; }

    public string? ServiceCode { get; set; }
}
