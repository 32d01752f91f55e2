using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace DrsDurable.Aws;

/// <summary>Below the retries in a client's pipeline: one duration for each request, and the throttled ones.</summary>
internal sealed class AttemptObserver : PipelineHandler
{
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        if (!AwsTelemetry.ObservesAttempts)
        {
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }

        var context = executionContext.RequestContext;
        var time = CallObserver.MachineTime(context);
        var began = time.GetTimestamp();
        Exception? failed = null;
        try
        {
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            failed = failure;
            throw;
        }
        finally
        {
            AwsTelemetry.Attempt(context, time.GetElapsedTime(began), failed);
        }
    }
}
