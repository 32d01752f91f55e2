using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using DrsDurable.Aws.Http;

namespace DrsDurable.Aws;

/// <summary>Outermost in a client's pipeline: one span and one duration for each call, its repetitions included.</summary>
internal sealed class CallObserver : PipelineHandler
{
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var context = executionContext.RequestContext;
        using var span = AwsTelemetry.Source.HasListeners()
            ? AwsTelemetry.Source.StartActivity($"{AwsTelemetry.Service(context)}/{AwsTelemetry.Operation(context)}", ActivityKind.Client)
            : null;
        if (span is null && !AwsTelemetry.TimesCalls)
        {
            return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        }

        var time = MachineTime(context);
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
            AwsTelemetry.Call(context, time.GetElapsedTime(began), failed);
            Describe(span, executionContext, failed);
        }
    }

    internal static TimeProvider MachineTime(IRequestContext context) =>
        (context.ClientConfig.HttpClientFactory as AwsHttpClientFactory)?.Time ?? TimeProvider.System;

    private static void Describe(Activity? span, IExecutionContext executionContext, Exception? failed)
    {
        if (span is null)
        {
            return;
        }

        var context = executionContext.RequestContext;
        var service = failed as AmazonServiceException;
        span.SetTag("rpc.system", "aws-api");
        span.SetTag("rpc.service", AwsTelemetry.Service(context));
        span.SetTag("rpc.method", AwsTelemetry.Operation(context));
        span.SetTag("cloud.region", AwsTelemetry.Region(context));
        span.SetTag("aws.request_id", service?.RequestId ?? executionContext.ResponseContext?.Response?.ResponseMetadata?.RequestId);
        span.SetTag("http.response.status_code", (int?)service?.StatusCode ?? (int?)executionContext.ResponseContext?.Response?.HttpStatusCode);
        if (context.Retries > 0)
        {
            span.SetTag("http.request.resend_count", context.Retries.ToString(CultureInfo.InvariantCulture));
        }

        if (AwsTelemetry.ErrorType(failed) is { } error)
        {
            span.SetTag("error.type", error);
            span.SetStatus(ActivityStatusCode.Error, error);
        }
    }
}
