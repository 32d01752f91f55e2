using System.Diagnostics;
using System.Diagnostics.Metrics;
using Amazon.Runtime;

namespace DrsDurable.Aws;

/// <summary>Spans and numbers of calls to AWS. Neither holds parameters, answers, accounts or messages.</summary>
public static class AwsTelemetry
{
    /// <summary>Name of the meter and of the activity source, for whoever wants to listen.</summary>
    public const string Name = "DrsDurable.Aws";

    internal static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> CallDuration =
        Meter.CreateHistogram<double>("aws.client.call.duration", "s", "Machine time of a call, its repetitions included");

    private static readonly Histogram<double> AttemptDuration =
        Meter.CreateHistogram<double>("aws.client.attempt.duration", "s", "Machine time of one request, from signing to the answer");

    private static readonly Counter<long> Throttles =
        Meter.CreateCounter<long>("aws.client.throttles", "{request}", "Requests AWS answered with throttling");

    internal static bool TimesCalls => CallDuration.Enabled;

    internal static bool ObservesAttempts => AttemptDuration.Enabled || Throttles.Enabled;

    internal static void Call(IRequestContext context, TimeSpan taken, Exception? failure) => CallDuration.Record(taken.TotalSeconds, Tags(context, failure));

    internal static void Attempt(IRequestContext context, TimeSpan taken, Exception? failure)
    {
        var tags = Tags(context, failure);
        AttemptDuration.Record(taken.TotalSeconds, tags);
        if (failure is AmazonServiceException { Retryable.Throttling: true } or AmazonServiceException { StatusCode: System.Net.HttpStatusCode.TooManyRequests })
        {
            Throttles.Add(1, tags);
        }
    }

    /// <summary>AWS's own code if it gave one, otherwise the type of what went wrong.</summary>
    internal static string? ErrorType(Exception? failure) => failure switch
    {
        null => null,
        AmazonServiceException { ErrorCode: { Length: > 0 } code } => code,
        _ => failure.GetType().Name,
    };

    internal static string Service(IRequestContext context) => context.ServiceMetaData.ServiceId;

    internal static string Operation(IRequestContext context)
    {
        const string Suffix = "Request";
        var name = context.OriginalRequest.GetType().Name;
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    internal static string? Region(IRequestContext context) => context.ClientConfig.AuthenticationRegion ?? context.ClientConfig.RegionEndpoint?.SystemName;

    private static TagList Tags(IRequestContext context, Exception? failure)
    {
        var tags = new TagList
        {
            { "rpc.service", Service(context) },
            { "rpc.method", Operation(context) },
            { "cloud.region", Region(context) },
        };
        if (ErrorType(failure) is { } error)
        {
            tags.Add("error.type", error);
        }

        return tags;
    }
}
