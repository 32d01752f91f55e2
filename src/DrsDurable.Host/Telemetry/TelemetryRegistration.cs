using DrsDurable.Host.Configuration;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DrsDurable.Host.Telemetry;

internal static class TelemetryRegistration
{
    /// <summary>Every source and meter of the product has a name that begins so.</summary>
    private const string Own = "DrsDurable.*";

    /// <summary>Traces and metrics to an OTLP collector, if one is configured; otherwise nothing listens and nothing is sent.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, HostSettings settings)
    {
        if (!settings.Telemetry.IsOn)
        {
            return services;
        }

        services.AddSingleton(_ => OpenTelemetrySdk.Create(sdk => sdk
            .ConfigureResource(resource => resource.AddService(settings.Telemetry.ServiceName, serviceVersion: ProductVersion.Text))
            .WithTracing(traces => traces
                .AddSource(Own, "Microsoft.AspNetCore")
                .AddOtlpExporter(exporter => Direct(exporter, settings.Telemetry, "v1/traces")))
            .WithMetrics(metrics => metrics
                .AddMeter(Own, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter((exporter, reader) =>
                {
                    Direct(exporter, settings.Telemetry, "v1/metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.Telemetry.MetricInterval.TotalMilliseconds;
                }))));
        services.AddSingleton<ExportComplaints>();
        return services.AddHostedService<TelemetryService>();
    }

    /// <summary>What the configuration names goes before the standard variables, which the exporter reads itself.</summary>
    private static void Direct(OtlpExporterOptions exporter, TelemetrySettings telemetry, string signal)
    {
        if (telemetry.Endpoint is not { } endpoint)
        {
            return;
        }

        exporter.Protocol = telemetry.UsesGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = telemetry.UsesGrpc ? endpoint : new Uri(endpoint.AbsoluteUri.TrimEnd('/') + '/' + signal);
    }
}
