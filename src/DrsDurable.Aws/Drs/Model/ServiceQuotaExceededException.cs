using System.Net;
using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

/// <summary>402: frees itself when a job ends. Never retried by the client.</summary>
public sealed class ServiceQuotaExceededException : AmazonDrsException
{
    public ServiceQuotaExceededException(string message)
        : base(message)
    {
    }

    public ServiceQuotaExceededException(string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    public string? Code { get; set; }

    public string? ResourceId { get; set; }

    public string? ResourceType { get; set; }

    public string? ServiceCode { get; set; }

    /// <summary>For example L-D88FAC3A, 20 jobs in progress.</summary>
    public string? QuotaCode { get; set; }
}
