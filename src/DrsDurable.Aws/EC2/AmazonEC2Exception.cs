using System.Net;
using Amazon.Runtime;

namespace DrsDurable.Aws.EC2;

/// <summary>Any error answer of EC2; which one is in <see cref="AmazonServiceException.ErrorCode"/>.</summary>
public class AmazonEC2Exception : AmazonServiceException
{
    public AmazonEC2Exception(string message)
        : base(message)
    {
    }

    public AmazonEC2Exception(string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
