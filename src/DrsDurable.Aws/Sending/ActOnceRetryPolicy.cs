using Amazon.Runtime;
using Amazon.Runtime.Internal;
using DrsDurable.Aws.Http;

namespace DrsDurable.Aws;

/// <summary>The SDK's standard retries with jitter for reads, at least as late as the service asked; none at all for operations that act.</summary>
internal sealed class ActOnceRetryPolicy(int maxRetries, Random jitter) : StandardRetryPolicy(maxRetries)
{
    private const string LastFailure = "DrsDurable.LastFailure";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    /// <summary>Below it full jitter could come to nothing: a wait that rounds to no milliseconds is no wait.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);

    public static void Install(RuntimePipeline pipeline)
    {
        var present = pipeline.EnumerateHandlers().OfType<RetryHandler>().Single().RetryPolicy;
        if (present is not ActOnceRetryPolicy)
        {
            pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new ActOnceRetryPolicy(present.MaxRetries, Random.Shared)));
        }
    }

    public override bool CanRetry(IExecutionContext executionContext) => !Acts(executionContext) && base.CanRetry(executionContext);

    public override bool RetryLimitReached(IExecutionContext executionContext) => Acts(executionContext) || base.RetryLimitReached(executionContext);

    public override bool OnRetry(IExecutionContext executionContext, bool bypassAcquireCapacity, bool isThrottlingError)
    {
        var config = executionContext.RequestContext.ClientConfig;
        if (config.ThrottleRetries)
        {
            RetryCapacity ??= CapacityManagerInstance.GetRetryCapacity(GetRetryCapacityKey(config));
        }

        return base.OnRetry(executionContext, bypassAcquireCapacity, isThrottlingError);
    }

    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception)
    {
        executionContext.RequestContext.ContextAttributes[LastFailure] = exception;
        return base.RetryForExceptionAsync(executionContext, exception);
    }

    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext)
    {
        var context = executionContext.RequestContext;
        var backOff = TimeSpan.FromSeconds(jitter.NextDouble() * Math.Pow(2, Math.Max(0, context.Retries - 1)));
        var asked = context.ContextAttributes.TryGetValue(LastFailure, out var failure) ? RetryAfter.Of((Exception)failure) ?? TimeSpan.Zero : TimeSpan.Zero;
        var wait = TimeSpan.FromTicks(Math.Clamp(Math.Max(asked.Ticks, backOff.Ticks), ShortestWait.Ticks, LongestWait.Ticks));
        var time = (context.ClientConfig.HttpClientFactory as AwsHttpClientFactory)?.Time ?? TimeProvider.System;
        return Task.Delay(wait, time, context.CancellationToken);
    }

    private static bool Acts(IExecutionContext executionContext)
    {
        const string Suffix = "Request";
        var name = executionContext.RequestContext.OriginalRequest.GetType().Name;
        return name.EndsWith(Suffix, StringComparison.Ordinal) && ActingOperations.Contains(name[..^Suffix.Length]);
    }
}
