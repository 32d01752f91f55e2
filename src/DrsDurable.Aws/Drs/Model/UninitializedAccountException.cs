using System.Net;
using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

/// <summary>400: DRS is not set up in this account and Region, so there are no servers here.</summary>
public sealed class UninitializedAccountException : AmazonDrsException
{
    public UninitializedAccountException(string message)
        : base(message)
    {
    }

    public UninitializedAccountException(string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    public string? Code { get; set; }
}
