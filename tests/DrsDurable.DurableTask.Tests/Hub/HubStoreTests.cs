using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Sqlite;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;
using Microsoft.Data.Sqlite;

namespace DrsDurable.DurableTask.Tests.Hub;

public sealed class WeakHubStoreTests : HubStoreContract
{
    private readonly HubMedium medium = new(HubStoreKind.Weak, TestSeed.Or(7));

    protected override IHubStore OpenStore() => medium.Open(TimeProvider.System);
}

public sealed class SqliteHubStoreTests : HubStoreContract
{
    private readonly HubMedium medium = new(HubStoreKind.Sqlite, seed: 0);
    private readonly VirtualTimeProvider machine = new();

    protected override IHubStore OpenStore() => medium.Open(machine);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        medium.Dispose();
    }

    [Fact]
    public async Task Open_WhileAnotherOwnerHoldsTheFile_IsRefusedNamingTheFile()
    {
        await using var second = medium.Open(machine);

        var result = await second.OpenAsync("default", "other", default);

        result.Outcome.Should().Be(OpenOutcome.InUse);
        result.Lease.Should().BeNull();
        result.Detail.Should().Contain(medium.DatabasePath);
    }

    [Fact]
    public async Task Open_OfANewerSchema_IsRefusedAndChangesNothing()
    {
        await Store.DisposeAsync();
        using (var connection = new SqliteConnection($"Data Source={medium.DatabasePath};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version=99";
            command.ExecuteNonQuery();
        }

        await using var store = medium.Open(machine);
        var result = await store.OpenAsync("default", "owner", default);

        result.Outcome.Should().Be(OpenOutcome.SchemaTooNew);
        result.Detail.Should().Contain("99");
        await using var again = medium.Open(machine);
        (await again.OpenAsync("default", "owner", default)).Outcome.Should().Be(OpenOutcome.SchemaTooNew, "the refusal must not keep the lock");
    }

    [Fact]
    public async Task Open_OfTheFirstSchema_MigratesItAndKeepsWhatWasSetAside()
    {
        await Store.DisposeAsync();
        File.Delete(medium.DatabasePath);
        using (var connection = new SqliteConnection($"Data Source={medium.DatabasePath};Pooling=False"))
        {
            connection.Open();
            HubSchema.Migrate(connection, "default", upTo: 1);
            using var command = connection.CreateCommand();
            command.CommandText =
                """
                INSERT INTO instances VALUES ('a', 'l1', 0, -1, 6, 0, 1, '', NULL, 'damaged', x'01');
                INSERT INTO dead_letters VALUES ('a', 5, 0, 'm', NULL, x'09', 'unknown format');
                """;
            command.ExecuteNonQuery();
        }

        await ReopenAsync();

        (await Store.ListQuarantinedAsync(0, null, default)).Items.Should().Equal(new QuarantinedInstance("a", "l1", "damaged", null));
        (await Store.ListDeadLettersAsync(0, 10, null, default)).Items.Should().ContainSingle(letter => letter.Since == null && letter.Reason == "unknown format");
    }

    [Fact]
    public async Task Open_OfASchemaWithoutParking_MigratesItAndReadsItsInstancesAsNeverParked()
    {
        await Store.DisposeAsync();
        File.Delete(medium.DatabasePath);
        using (var connection = new SqliteConnection($"Data Source={medium.DatabasePath};Pooling=False"))
        {
            connection.Open();
            HubSchema.Migrate(connection, "default", upTo: 2);
            using var command = connection.CreateCommand();
            command.CommandText =
                """
                INSERT INTO instances (instance_id, life, generation, sequence, status, created_at, active, replaced_lives, head)
                VALUES ('a', 'l1', 0, 0, 0, 0, 1, '', $head);
                INSERT INTO batches VALUES ('a', 'l1', 0, 0, 'w', x'09');
                """;
            command.Parameters.AddWithValue("$head", HeadCodec.Encode(Pending("a", "l1") with { Sequence = 0 }).ToArray());
            command.ExecuteNonQuery();
        }

        await ReopenAsync();

        (await Store.ListActiveAsync(0, null, default)).Items.Should().Equal(new ActiveItem("a", "l1", null));
        (await Store.ReadInstanceAsync("a", true, default))!.Head.Should().BeEquivalentTo(Pending("a", "l1") with { Sequence = 0 });
        (await Store.ReadGenerationAsync("a", "l1", 0, default)).Single().Content.ToArray().Should().Equal(9);
        await Store.ParkAsync([new ParkingMark("a", "l1", new ParkedAt(0, 0, DateTime.UnixEpoch))], default);
        (await Store.ListActiveAsync(0, null, default)).Items.Single().Parked.Should().Be(new ParkedAt(0, 0, DateTime.UnixEpoch));
    }

    [Fact]
    public async Task Open_OfASchemaWithoutTheIndexes_FindsItsEndedInstancesAndItsChildren()
    {
        await Store.DisposeAsync();
        File.Delete(medium.DatabasePath);
        var ended = Pending("c", "l1") with
        {
            Sequence = 0,
            Status = Sidecar.Protocol.InstanceStatus.Completed,
            CompletedAt = new DateTime(2030, 1, 2, 0, 0, 0, DateTimeKind.Utc),
            Parent = new ParentLink("p", "lp", 0, "Parent", null, 0),
        };
        using (var connection = new SqliteConnection($"Data Source={medium.DatabasePath};Pooling=False"))
        {
            connection.Open();
            HubSchema.Migrate(connection, "default", upTo: 1);
            using var command = connection.CreateCommand();
            command.CommandText =
                "INSERT INTO instances VALUES ('c', 'l1', 0, 0, 1, 0, 0, '', NULL, NULL, $head), ('damaged', 'l1', 0, 0, 1, 0, 0, '', NULL, NULL, x'FF')";
            command.Parameters.AddWithValue("$head", Sidecar.Encoding.HeadCodec.Encode(ended).ToArray());
            command.ExecuteNonQuery();
        }

        await ReopenAsync();

        (await Store.ListCompletedAsync(new CompletedQuery(null, null, null, 10, null), default)).Items.Should().Equal("c");
        (await Store.ListChildrenAsync("p", null, default)).Items.Should().Equal("c");
    }

    [Fact]
    public async Task Open_OfASchemaKeyedByText_MigratesHistoryPayloadsAndTombstones()
    {
        await Store.DisposeAsync();
        File.Delete(medium.DatabasePath);
        using (var connection = new SqliteConnection($"Data Source={medium.DatabasePath};Pooling=False"))
        {
            connection.Open();
            HubSchema.Migrate(connection, "default", upTo: 3);
            using var command = connection.CreateCommand();
            command.CommandText =
                """
                INSERT INTO instances (instance_id, life, generation, sequence, status, created_at, active, replaced_lives, head)
                VALUES ('a', 'l1', 0, 1, 0, 5, 1, 'l0', $head);
                INSERT INTO instances (instance_id, life, generation, sequence, status, created_at, active, replaced_lives, tombstone_until, head)
                VALUES ('gone', 'g1', 0, 0, 1, 5, 0, '', $tomb, x'');
                INSERT INTO payloads VALUES ('a', 'l1', '"in"', NULL, NULL);
                INSERT INTO batches VALUES ('a', 'l1', 0, 0, 'w0', x'08'), ('a', 'l1', 0, 1, 'w1', x'09'), ('a', 'l0', 0, 0, 'other', x'07');
                """;
            command.Parameters.AddWithValue("$head", HeadCodec.Encode(Pending("a", "l1") with { Sequence = 1 }).ToArray());
            command.Parameters.AddWithValue("$tomb", machine.GetUtcNow().AddDays(1).Ticks);
            command.ExecuteNonQuery();
        }

        await ReopenAsync();

        (await Store.ReadInstanceAsync("a", true, default))!.Payloads.Input.Should().Be("\"in\"");
        (await Store.ReadGenerationAsync("a", "l1", 0, default)).Select(batch => batch.WriterId).Should().Equal("w0", "w1");
        (await Store.ReadGenerationAsync("a", "l0", 0, default)).Should().BeEmpty();
        (await Store.AppendAsync(new AppendRequest(Lease, new BatchKey("a", "l1", 0, 1), "late", new byte[] { 1 }, [], null, [], null), default))
            .Outcome.Should().Be(AppendOutcome.Conflict);
        (await Store.AppendAsync(new AppendRequest(Lease, new BatchKey("a", "l1", 0, 2), "next", new byte[] { 1 }, [], null, [], null), default))
            .Outcome.Should().Be(AppendOutcome.Committed);
        InstanceCreation Start(string id, string life) => new(Pending(id, life), null, InstanceCreation.EveryTerminalStatus);
        (await Store.SendAsync([new OutboundCreation(Start("gone", "g1")), new OutboundCreation(Start("a", "l0"))], default))
            .Select(result => result.Outcome).Should().Equal(CreationOutcome.Gone, CreationOutcome.Gone);
    }

    [Fact]
    public async Task A_write_that_fails_does_not_fail_those_committed_with_it()
    {
        using var folder = new HubMedium(HubStoreKind.Sqlite, seed: 0);
        using var file = new HubFile(folder.DatabasePath);
        using var writer = new SqliteWriter(file, new SqliteSession(file.OpenWriter()));
        using var release = new ManualResetEventSlim();
        await writer.RunAsync(session => session.Execute("CREATE TABLE t (n INTEGER)"), default);
        var blocking = writer.RunAsync(
            session =>
            {
                release.Wait(TimeSpan.FromSeconds(60));
                return 0;
            },
            default);
        var good = Enumerable.Range(0, 5).Select(i => writer.RunAsync(session => session.Execute("INSERT INTO t VALUES ($1)", i), default)).ToArray();
        var bad = writer.RunAsync(session => session.Execute("INSERT INTO missing VALUES (1)"), default);
        release.Set();

        await Task.WhenAll([blocking, .. good]);
        (await FluentActions.Awaiting(() => bad).Should().ThrowAsync<HubStoreUnavailableException>()).WithMessage($"*{folder.DatabasePath}*");
        (await writer.RunAsync(session => session.Query("SELECT n FROM t", row => row.GetInt32(0)), default)).Should().Equal(0, 1, 2, 3, 4);
    }

    [Fact]
    public async Task Tombstones_ExpireAfterSevenDays()
    {
        var creation = new OutboundCreation(new InstanceCreation(Pending("a", "l1"), null, InstanceCreation.EveryTerminalStatus));
        await Store.SendAsync([creation], default);
        await Store.UpdateHeadAsync(
            new HeadUpdate(Pending("a", "l1") with { Sequence = 0, Status = Sidecar.Protocol.InstanceStatus.Completed }, null, Deactivate: true), default);
        await Store.PurgeAsync("a", "l1", default);

        machine.Advance(TimeSpan.FromDays(6.9));
        await ReopenAsync();
        (await Store.SendAsync([creation], default)).Single().Outcome.Should().Be(CreationOutcome.Gone);

        machine.Advance(TimeSpan.FromDays(0.2));
        await ReopenAsync();
        (await Store.SendAsync([creation], default)).Single().Outcome.Should().Be(CreationOutcome.Created);
    }

    [Fact]
    public async Task The_journal_is_a_write_ahead_log_that_the_last_close_folds_in()
    {
        File.Exists(medium.DatabasePath + "-wal").Should().BeTrue();

        await Store.DisposeAsync();

        File.Exists(medium.DatabasePath + "-wal").Should().BeFalse();
        await ReopenAsync();
    }

    [Fact]
    public void The_library_in_use_is_the_systems_if_new_enough_else_the_bundled_one()
    {
        var version = Version.Parse(SqliteLibrary.Version);

        (version >= new Version(3, 40) || version == new Version(3, 35, 5)).Should().BeTrue($"{version} is in use");
    }

    private static InstanceHead Pending(string id, string life) => new(
        id, life, "Name", null, new Dictionary<string, string>(StringComparer.Ordinal), null, null, life, DateTime.UnixEpoch, null, DateTime.UnixEpoch, null,
        Sidecar.Protocol.InstanceStatus.Pending, null, 0, -1);
}
