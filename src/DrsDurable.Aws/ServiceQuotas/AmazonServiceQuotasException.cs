using System.Net;
using Amazon.Runtime;

namespace DrsDurable.Aws.ServiceQuotas;

/// <summary>Any error answer of Service Quotas; which one is in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
public class AmazonServiceQuotasException : AmazonServiceException
{
    public AmazonServiceQuotasException(string message)
        : base(message)
    {
    }

    public AmazonServiceQuotasException(string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
