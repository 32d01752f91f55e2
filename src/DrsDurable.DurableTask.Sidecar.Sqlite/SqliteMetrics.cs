using System.Diagnostics.Metrics;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>What the writing thread measures: how many writes share one synced transaction, and how long that takes.</summary>
internal static class SqliteMetrics
{
    public const string MeterName = "DrsDurable.DurableTask.Sqlite";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Histogram<int> GroupSize =
        Meter.CreateHistogram<int>("durabletask.sqlite.commit.size", "{write}", "Writes committed together in one transaction");

    private static readonly Histogram<double> GroupDuration =
        Meter.CreateHistogram<double>("durabletask.sqlite.commit.duration", "s", "Machine time of a transaction, its sync included");

    private static readonly Counter<long> Failures =
        Meter.CreateCounter<long>("durabletask.sqlite.commit.failures", "{transaction}", "Transactions that failed; each of their writes is tried alone");

    public static bool TimesCommits => GroupDuration.Enabled;

    public static void Committed(int writes) => GroupSize.Record(writes);

    public static void Took(TimeSpan taken) => GroupDuration.Record(taken.TotalSeconds);

    public static void Failed() => Failures.Add(1);
}
