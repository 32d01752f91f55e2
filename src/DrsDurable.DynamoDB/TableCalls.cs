using System.Diagnostics.Metrics;
using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DynamoDB;

/// <summary>
/// Repeats a call that DynamoDB did not answer or was too busy for, a few times with growing, jittered pauses. Everything stores write is
/// recognised as their own when it is found there already, so a call whose answer was lost may be repeated.
/// </summary>
internal sealed partial class TableCalls(string table, TimeProvider time, ILogger logger)
{
    private const int Attempts = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);
    private static readonly Meter Meter = new("DrsDurable.DynamoDB");
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("drsdurable.dynamodb.requests", "{request}", "Calls to DynamoDB, attempts counted singly.");
    private static readonly Counter<long> Throttles = Meter.CreateCounter<long>("drsdurable.dynamodb.throttles", "{request}", "Calls that DynamoDB refused because of their rate.");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("drsdurable.dynamodb.duration", "ms", "From sending to answer, of answered calls.");

    /// <exception cref="TableUnavailableException">No attempt was answered.</exception>
    /// <exception cref="AmazonDynamoDBException">DynamoDB refuses this very request, and would again.</exception>
    public async Task<T> RunAsync<T>(string operation, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var tag = new KeyValuePair<string, object?>("operation", operation);
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var begun = time.GetTimestamp();
            Requests.Add(1, tag);
            try
            {
                var answer = await call(cancellationToken).ConfigureAwait(false);
                Durations.Record(time.GetElapsedTime(begun).TotalMilliseconds, tag);
                return answer;
            }
            catch (Exception exception) when (IsDenied(exception))
            {
                throw new TableUnavailableException(
                    $"DynamoDB refuses dynamodb:{operation} on the table '{table}': {exception.Message} Allow that action to the identity this process runs under.", exception)
                {
                    IsDenied = true,
                };
            }
            catch (Exception exception) when (MayBeRepeated(exception, cancellationToken))
            {
                if (IsThrottle(exception))
                {
                    Throttles.Add(1, tag);
                }

                if (attempt == Attempts)
                {
                    throw new TableUnavailableException($"DynamoDB did not do {operation} on the table '{table}' in {Attempts} attempts: {exception.Message}", exception);
                }

                LogRepeat(operation, table, attempt, exception.Message);
            }

            await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Before attempt <paramref name="attempt"/> + 1.</summary>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(FirstPause * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble()), time, cancellationToken);

    /// <summary>Counts part of a batch that was left undone for want of capacity.</summary>
    public void Unprocessed(string operation, int items)
    {
        Throttles.Add(1, new KeyValuePair<string, object?>("operation", operation));
        LogUnprocessed(items, operation, table);
    }

    private static bool MayBeRepeated(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        ConditionalCheckFailedException or ResourceNotFoundException or ItemCollectionSizeLimitExceededException => false,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        HttpRequestException or IOException or TimeoutException => true,
        AmazonServiceException service => IsThrottle(service) || (int)service.StatusCode is 0 or >= 500 or 408 or 429,
        AmazonClientException => true,
        _ => false,
    };

    private static bool IsThrottle(Exception exception) =>
        exception is ProvisionedThroughputExceededException or RequestLimitExceededException or LimitExceededException or Amazon.DynamoDBv2.Model.ThrottlingException
        || exception is AmazonServiceException { ErrorCode: "ThrottlingException" or "ProvisionedThroughputExceededException" or "RequestLimitExceeded" };

    private static bool IsDenied(Exception exception) => exception is AmazonServiceException service
        && (service.StatusCode == HttpStatusCode.Forbidden
            || service.ErrorCode is "AccessDeniedException" or "UnrecognizedClientException" or "ExpiredTokenException" or "InvalidSignatureException"
                or "MissingAuthenticationTokenException");

    [LoggerMessage(LogLevel.Warning, "{Operation} on {Table} failed at attempt {Attempt}: {Reason} It is repeated.")]
    private partial void LogRepeat(string operation, string table, int attempt, string reason);

    [LoggerMessage(LogLevel.Warning, "DynamoDB left {Items} items of a {Operation} on {Table} undone; they are sent again.")]
    private partial void LogUnprocessed(int items, string operation, string table);
}
