using System.Net;
using Amazon.Runtime;

namespace DrsDurable.Aws.Drs;

/// <summary>Any error answer of the service. Codes without a type of their own are in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
public class AmazonDrsException : AmazonServiceException
{
    public AmazonDrsException(string message)
        : base(message)
    {
    }

    public AmazonDrsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AmazonDrsException(string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
