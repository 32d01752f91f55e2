using System.Diagnostics.Metrics;

namespace DrsDurable.Testing.Telemetry;

/// <summary>One number an instrument reported.</summary>
public sealed record Measured(string Instrument, double Value, IReadOnlyDictionary<string, string> Tags);

/// <summary>Listens to the meters of one name, and of one owner if several share it: those with the given tag.</summary>
public sealed class MeasuredMetrics : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Measured> measured = [];
    private readonly Dictionary<string, Instrument> instruments = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();

    public MeasuredMetrics(string meterName, string? tag = null, string? value = null)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == meterName
                && (tag is null || (instrument.Meter.Tags?.Any(pair => pair.Key == tag && (string?)pair.Value == value) ?? false)))
            {
                lock (gate)
                {
                    instruments[instrument.Name] = instrument;
                }

                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((instrument, number, tags, _) => Add(instrument, number, tags));
        listener.SetMeasurementEventCallback<long>((instrument, number, tags, _) => Add(instrument, number, tags));
        listener.SetMeasurementEventCallback<double>((instrument, number, tags, _) => Add(instrument, number, tags));
        listener.Start();
    }

    /// <summary>Every instrument seen, by name.</summary>
    public IReadOnlyDictionary<string, Instrument> Instruments
    {
        get
        {
            lock (gate)
            {
                return new Dictionary<string, Instrument>(instruments, StringComparer.Ordinal);
            }
        }
    }

    public IReadOnlyList<Measured> All
    {
        get
        {
            lock (gate)
            {
                return [.. measured];
            }
        }
    }

    /// <summary>Reads the gauges now.</summary>
    public void ReadGauges() => listener.RecordObservableInstruments();

    public IReadOnlyList<double> Values(string instrument, params (string Key, string Value)[] tags) =>
    [
        .. All.Where(item => item.Instrument == instrument && tags.All(tag => item.Tags.GetValueOrDefault(tag.Key) == tag.Value)).Select(item => item.Value),
    ];

    public double Sum(string instrument, params (string Key, string Value)[] tags) => Values(instrument, tags).Sum();

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, double number, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var copy = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, tagged) in tags)
        {
            copy[key] = Convert.ToString(tagged, System.Globalization.CultureInfo.InvariantCulture) ?? "";
        }

        lock (gate)
        {
            measured.Add(new Measured(instrument.Name, number, copy));
        }
    }
}
