using DrsDurable.DurableTask.Sidecar.Sqlite;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Telemetry;

namespace DrsDurable.DurableTask.Tests.Telemetry;

/// <summary>What the writing thread measures. Other tests write too, so each looks for a number of its own.</summary>
public sealed class SqliteMetricTests
{
    [Fact]
    public async Task Writes_that_wait_together_share_a_commit_whose_size_and_duration_are_measured()
    {
        const int Waiting = 97;
        using var metrics = new MeasuredMetrics(SqliteMetrics.MeterName);
        using var medium = new HubMedium(HubStoreKind.Sqlite, seed: 0);
        using var file = new HubFile(medium.DatabasePath);
        using var writer = new SqliteWriter(file, new SqliteSession(file.OpenWriter()));
        using var release = new ManualResetEventSlim();
        await writer.RunAsync(session => session.Execute("CREATE TABLE t (n INTEGER)"), default);
        Task blocking = writer.RunAsync(_ => release.Wait(TimeSpan.FromSeconds(60)), default);
        var writes = Enumerable.Range(0, Waiting).Select(i => writer.RunAsync(session => session.Execute("INSERT INTO t VALUES ($1)", i), default)).ToArray();
        release.Set();
        await Task.WhenAll([blocking, .. writes]);

        metrics.Values("durabletask.sqlite.commit.size").Should().Contain(size => size == Waiting || size == Waiting + 1);
        metrics.Values("durabletask.sqlite.commit.duration").Should().NotBeEmpty().And.OnlyContain(seconds => seconds > 0);
    }

    [Fact]
    public async Task A_transaction_that_fails_is_counted()
    {
        using var metrics = new MeasuredMetrics(SqliteMetrics.MeterName);
        using var medium = new HubMedium(HubStoreKind.Sqlite, seed: 0);
        using var file = new HubFile(medium.DatabasePath);
        using var writer = new SqliteWriter(file, new SqliteSession(file.OpenWriter()));

        await FluentActions.Awaiting(() => writer.RunAsync(session => session.Execute("INSERT INTO missing VALUES (1)"), default))
            .Should().ThrowAsync<HubStoreUnavailableException>();

        metrics.Sum("durabletask.sqlite.commit.failures").Should().BePositive();
    }
}
