using System.Diagnostics.Tracing;
using DrsDurable.Host.Clocks;

namespace DrsDurable.Host.Telemetry;

/// <summary>Says in the log that telemetry is not getting through, at most once a minute: the exporter itself only drops it.</summary>
internal sealed partial class ExportComplaints(HostClocks clocks, ILogger<ExportComplaints> logger) : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private Listener? listener;
    private DateTimeOffset quietUntil = DateTimeOffset.MinValue;

    public void Listen() => listener ??= new Listener(Complain);

    public void Dispose() => listener?.Dispose();

    private void Complain(string what)
    {
        lock (gate)
        {
            var now = clocks.Machine.GetUtcNow();
            if (now < quietUntil)
            {
                return;
            }

            quietUntil = now + Quiet;
        }

        LogLost(what);
    }

    [LoggerMessage(LogLevel.Warning, "Telemetry is being lost: {What} Look at Telemetry:Otlp:Endpoint and at the collector; the host itself is not affected")]
    private partial void LogLost(string what);

    private sealed class Listener : EventListener
    {
        private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
        private readonly Action<string>? complain;

        // The base class reports the sources that exist already before this constructor runs.
        public Listener(Action<string> complain)
        {
            this.complain = complain;
            foreach (var source in EventSource.GetSources())
            {
                Enable(source);
            }
        }

        protected override void OnEventSourceCreated(EventSource eventSource) => Enable(eventSource);

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            complain?.Invoke(eventData.Message is { } format
                ? string.Format(System.Globalization.CultureInfo.InvariantCulture, format, [.. eventData.Payload ?? []]).Split('\n')[0]
                : eventData.EventName ?? "");

        private void Enable(EventSource source)
        {
            if (source.Name == Exporter)
            {
                EnableEvents(source, EventLevel.Warning);
            }
        }
    }
}
