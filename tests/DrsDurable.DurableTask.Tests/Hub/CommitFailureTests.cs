using System.Collections.Concurrent;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Sqlite;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;
using Microsoft.Data.Sqlite;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>
/// Hazard 36: what a group of turns in one transaction has to bear. (b) A COMMIT that answers with an error leaves the fate of its whole group unknown. It may have taken effect or not;
/// nothing may be lost, and nothing done twice.
/// </summary>
public sealed class CommitFailureTests : IDisposable
{
    private readonly HubMedium medium = new(HubStoreKind.Sqlite, seed: 0);

    public void Dispose() => medium.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_group_whose_commit_fails_is_written_once_whether_or_not_the_commit_took_effect(bool takesEffect)
    {
        var failures = 0;
        using var file = new HubFile(medium.DatabasePath);
        var connections = new HashSet<SqliteSession>();
        using var writer = new SqliteWriter(file, new SqliteSession(file.OpenWriter()), session =>
        {
            connections.Add(session);
            if (failures > 0)
            {
                failures--;
                Fail(session, takesEffect);
            }

            session.Execute("COMMIT");
        });
        await writer.RunAsync(session => session.Execute("CREATE TABLE batches (key INTEGER PRIMARY KEY, writer TEXT)"), default);
        using var release = new ManualResetEventSlim();
        var blocking = writer.RunAsync(session => release.Wait(TimeSpan.FromSeconds(60)), default);
        var group = Enumerable.Range(0, 5)
            .Select(key => writer.RunAsync(session => session.Execute("INSERT INTO batches VALUES ($1, 'own') ON CONFLICT DO NOTHING", key), default))
            .ToArray();
        failures = 1;
        release.Set();

        await Task.WhenAll([blocking, .. group]);

        (await writer.RunAsync(session => session.Query("SELECT key FROM batches ORDER BY key", row => row.GetInt32(0)), default)).Should().Equal(0, 1, 2, 3, 4);
        failures.Should().Be(0);
        connections.Should().HaveCount(2, "the connection that failed is not trusted any more");
    }

    /// <summary>Hazard 36 (a): the clause is the repair, and without it a batch whose place is taken undoes the transaction of all others.</summary>
    [Theory]
    [InlineData("ON CONFLICT DO NOTHING", 1)]
    [InlineData("", 4)]
    public async Task A_batch_whose_place_is_taken_leaves_its_group_alone_and_without_the_clause_undoes_it(string clause, int transactions)
    {
        using var file = new HubFile(medium.DatabasePath);
        using var writer = new SqliteWriter(file, new SqliteSession(file.OpenWriter()));
        await writer.RunAsync(session => session.Execute("CREATE TABLE batches (key INTEGER PRIMARY KEY, writer TEXT)"), default);
        await writer.RunAsync(session => session.Execute("INSERT INTO batches VALUES (2, 'another')"), default);
        using var release = new ManualResetEventSlim();
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocking = writer.RunAsync(
            session =>
            {
                began.SetResult();
                return release.Wait(TimeSpan.FromSeconds(60));
            },
            default);
        await began.Task;
        var group = Enumerable.Range(0, 5)
            .Select(key => writer.RunAsync(session => session.Execute($"INSERT INTO batches VALUES ($1, 'own') {clause}", key), default))
            .ToArray();
        var before = writer.Committed;
        release.Set();

        await Task.WhenAll([blocking, .. group.Where((_, key) => key != 2)]);
        await Task.WhenAny(group[2]);

        (writer.Committed - before).Should().Be(1 + transactions);
        group[2].IsFaulted.Should().Be(clause.Length == 0);
        (await writer.RunAsync(session => session.Query("SELECT writer FROM batches ORDER BY key", row => row.GetString(0)), default))
            .Should().Equal("own", "own", "another", "own", "own");
    }

    [Fact]
    public async Task A_lone_write_whose_commit_fails_says_that_the_store_is_unavailable()
    {
        using var file = new HubFile(medium.DatabasePath);
        var fails = false;
        using var writer = new SqliteWriter(file, new SqliteSession(file.OpenWriter()), session =>
        {
            if (fails)
            {
                fails = false;
                Fail(session, takesEffect: false);
            }

            session.Execute("COMMIT");
        });
        await writer.RunAsync(session => session.Execute("CREATE TABLE t (n INTEGER)"), default);
        fails = true;

        var lost = writer.RunAsync(session => session.Execute("INSERT INTO t VALUES (1)"), default);

        (await FluentActions.Awaiting(() => lost).Should().ThrowAsync<HubStoreUnavailableException>()).WithMessage($"*{medium.DatabasePath}*");
        (await writer.RunAsync(session => session.Query("SELECT n FROM t", row => row.GetInt32(0)), default)).Should().BeEmpty();
        (await writer.RunAsync(session => session.Execute("INSERT INTO t VALUES (2)"), default)).Should().Be(1);
    }

    [Fact]
    public async Task A_full_database_refuses_the_write_and_takes_it_once_there_is_room()
    {
        using var file = new HubFile(medium.DatabasePath);
        var first = new SqliteSession(file.OpenWriter());
        first.Execute("CREATE TABLE t (content BLOB)");

        // SQLite answers SQLITE_FULL from here on, as on a full disk; a new connection has no such limit.
        first.Query("PRAGMA max_page_count=4", row => row.GetInt64(0));
        using var writer = new SqliteWriter(file, first);

        var refused = writer.RunAsync(session => session.Execute("INSERT INTO t VALUES (zeroblob(100000))"), default);

        (await FluentActions.Awaiting(() => refused).Should().ThrowAsync<HubStoreUnavailableException>()).WithMessage("*full*");
        (await writer.RunAsync(session => session.Execute("INSERT INTO t VALUES (zeroblob(100000))"), default)).Should().Be(1);
        (await writer.RunAsync(session => session.Query("SELECT count(*) FROM t", row => row.GetInt32(0)), default)).Should().Equal(1);
    }

    /// <summary>Every third COMMIT fails, with or without effect as the seed says, while orchestrations with children and activities run.</summary>
    [Fact]
    public async Task Orchestrations_come_through_failing_commits_with_each_activity_run_once()
    {
        var seed = TestSeed.Or(36);
        var random = new Random(seed);
        var commits = 0;
        var failed = 0;
        var clock = new VirtualTimeProvider();
        var ran = new ConcurrentBag<string>();
        var store = new SqliteHubStore(medium.DatabasePath, clock)
        {
            Commit = session =>
            {
                if (++commits > 5 && commits % 3 == 0)
                {
                    failed++;
                    Fail(session, takesEffect: random.Next(2) == 0);
                }

                session.Execute("COMMIT");
            },
        };
        await using var process = await HubProcess.StartAsync(store, clock, tasks =>
        {
            tasks.AddActivityFunc<string, string>("Note", (_, name) =>
            {
                ran.Add(name);
                return name;
            });
            tasks.AddOrchestratorFunc<string, string>("Child", (context, name) => context.CallActivityAsync<string>("Note", name + ":child"));
            tasks.AddOrchestratorFunc("Parent", async context =>
            {
                await context.CallActivityAsync<string>("Note", context.InstanceId + ":a");
                await context.CallSubOrchestratorAsync<string>("Child", context.InstanceId);
                await Task.WhenAll(
                    context.CallActivityAsync<string>("Note", context.InstanceId + ":b"),
                    context.CallActivityAsync<string>("Note", context.InstanceId + ":c"));
            });
        });

        var ids = Enumerable.Range(0, 20).Select(i => $"p{i}").ToArray();
        var ended = Task.WhenAll(ids.Select(async id =>
        {
            await process.Client.CreateInstanceAsync(new(id, "Parent", null, null, null, null), default);
            return await process.Client.WaitForCompletionAsync(id, includePayloads: false, default);
        }));
        while (!ended.IsCompleted)
        {
            await Task.WhenAny(ended, process.Hub.WhenIdleAsync(default));
            if (process.Hub.IsIdle && clock.NextTimerDue is not null)
            {
                clock.AdvanceToNextTimer();
            }
        }

        (await ended).Should().OnlyContain(instance => instance.Status == InstanceStatus.Completed, $"seed {seed}");
        ran.Should().BeEquivalentTo(ids.SelectMany(id => new[] { id + ":a", id + ":child", id + ":b", id + ":c" }), $"seed {seed}");
        failed.Should().BePositive();
    }

    private static void Fail(SqliteSession session, bool takesEffect)
    {
        session.Execute(takesEffect ? "COMMIT" : "ROLLBACK");
        throw new SqliteException("disk I/O error", 10);
    }
}
