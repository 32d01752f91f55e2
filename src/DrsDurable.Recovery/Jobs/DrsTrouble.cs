using System.Net;
using Amazon.Runtime;
using DrsDurable.Aws;

namespace DrsDurable.Recovery.Jobs;

/// <summary>Why DRS gave no usable answer. It never fails a wave: it is waited out.</summary>
public sealed record DrsTrouble(WaitReason Reason, string Detail, int? RetryAfterSeconds = null)
{
    private static readonly HashSet<string> ThrottlingCodes = new(StringComparer.Ordinal)
    {
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown",
    };

    /// <summary>Signs of a session that is being renewed or a clock that is being set: refusals that pass.</summary>
    private static readonly HashSet<string> PassingRefusals = new(StringComparer.Ordinal)
    {
        "ExpiredTokenException", "ExpiredToken", "RequestExpired", "RequestTimeTooSkewed",
    };

    /// <summary>Whether a failure is the service's, the network's or the credentials', and not a mistake of ours.</summary>
    public static bool Covers(Exception failure) => failure is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
        or TimeoutException or OperationCanceledException or RequestNotSentException;

    public static DrsTrouble Of(string operation, Exception failure) => failure switch
    {
        AmazonServiceException service when IsThrottling(service) =>
            new DrsTrouble(WaitReason.Throttled, $"DRS throttles {operation} ({service.ErrorCode}).", Seconds(failure)),
        AmazonServiceException service =>
            new DrsTrouble(WaitReason.Outage, $"{operation} answered {(int)service.StatusCode} {service.ErrorCode}: {Text.Shorten(service.Message, 500)}", Seconds(failure)),
        _ => new DrsTrouble(WaitReason.Outage, $"{operation} got no answer: {Text.Shorten(failure.Message, 500)}"),
    };

    public static bool IsThrottling(AmazonServiceException failure) =>
        failure.StatusCode == HttpStatusCode.TooManyRequests || ThrottlingCodes.Contains(failure.ErrorCode ?? string.Empty);

    public static bool IsPassing(AmazonServiceException failure) => PassingRefusals.Contains(failure.ErrorCode ?? string.Empty);

    private static int? Seconds(Exception failure) => RetryAfter.Of(failure) is { } wait ? (int)Math.Min(wait.TotalSeconds, 3_600) : null;
}
