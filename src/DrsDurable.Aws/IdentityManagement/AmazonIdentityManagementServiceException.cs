using System.Net;
using Amazon.Runtime;

namespace DrsDurable.Aws.IdentityManagement;

/// <summary>Any error answer of IAM; which one is in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
public class AmazonIdentityManagementServiceException : AmazonServiceException
{
    public AmazonIdentityManagementServiceException(string message)
        : base(message)
    {
    }

    public AmazonIdentityManagementServiceException(string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
