using System.Globalization;
using System.Text;

namespace DrsDurable.Benchmarks.Measures;

/// <summary>One result as scripts read it: <c>NAME value=… unit=… [peer=… ratio=…] [p50Ms=… p99Ms=…] peakMiB=… [note="…"]</c>.</summary>
/// <param name="Peer">The same measure of whatever this one is compared with.</param>
/// <param name="Times">In milliseconds; of the clock that <paramref name="Unit"/> names.</param>
/// <param name="PeakMebibytes">Of the measured process.</param>
/// <param name="Note">What a reader must know to read the line.</param>
internal sealed record MeasureLine(string Name, double Value, string Unit, double PeakMebibytes, double? Peer = null, Sample? Times = null, string? Note = null)
{
    public override string ToString()
    {
        var line = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Name} value={Value:0.###} unit={Unit}");
        if (Peer is { } peer)
        {
            line.Append(CultureInfo.InvariantCulture, $" peer={peer:0.###} ratio={Value / peer:0.####}");
        }

        if (Times is { } times)
        {
            line.Append(CultureInfo.InvariantCulture, $" p50Ms={times.Percentile(50):0.##} p99Ms={times.Percentile(99):0.##}");
        }

        line.Append(CultureInfo.InvariantCulture, $" peakMiB={PeakMebibytes:0}");
        if (Note is not null)
        {
            line.Append(CultureInfo.InvariantCulture, $" note=\"{Note}\"");
        }

        return line.ToString();
    }
}

/// <summary>Measured values; percentiles by nearest rank.</summary>
internal sealed class Sample(IEnumerable<double> values)
{
    private readonly List<double> ordered = [.. values.Order()];

    public double Percentile(double percent) => ordered[Math.Max(0, (int)Math.Ceiling(percent / 100 * ordered.Count) - 1)];
}
