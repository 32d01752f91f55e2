using System.Net;
using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

/// <summary>400.</summary>
public sealed class ValidationException : AmazonDrsException
{
    public ValidationException(string message)
        : base(message)
    {
    }

    public ValidationException(string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    public string? Code { get; set; }

    public ValidationExceptionReason? Reason { get; set; }

    public List<ValidationExceptionField>? FieldList { get; set; }
}

public sealed class ValidationExceptionField
{
    public string? Name { get; set; }

    public string? Message { get; set; }
}
