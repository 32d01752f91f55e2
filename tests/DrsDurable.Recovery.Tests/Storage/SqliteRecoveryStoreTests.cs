using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace DrsDurable.Recovery.Tests.Storage;

public sealed class SqliteRecoveryStoreCatalogueTests : RecoveryStoreCatalogueContract
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("drsdurable-recovery-");

    protected override Task<IRecoveryStore> OpenStoreAsync() =>
        Task.FromResult<IRecoveryStore>(SqliteRecoveryStore.Open(Path.Combine(folder.FullName, "recovery.db")));

    protected override Task RemoveAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class SqliteRecoveryStoreExecutionTests : RecoveryStoreExecutionContract
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("drsdurable-recovery-");

    protected override Task<IRecoveryStore> OpenStoreAsync() =>
        Task.FromResult<IRecoveryStore>(SqliteRecoveryStore.Open(Path.Combine(folder.FullName, "recovery.db")));

    protected override Task RemoveAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class SqliteRecoveryStoreFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("drsdurable-recovery-");

    private string Database => Path.Combine(folder.FullName, "data", "recovery.db");

    [Fact]
    public async Task Open_NewFolder_RecordsTheSchemaVersionAndTheDurabilityItPromises()
    {
        await using var store = SqliteRecoveryStore.Open(Database);

        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync();
        (await ScalarAsync(connection, "PRAGMA user_version")).Should().Be(1L);
        (await ScalarAsync(connection, "PRAGMA journal_mode")).Should().Be("wal");
    }

    [Fact]
    public async Task Open_FileOfANewerProgram_IsRefusedAndUntouched()
    {
        await SqliteRecoveryStore.Open(Database).DisposeAsync();
        await using (var connection = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            await connection.OpenAsync();
            await ScalarAsync(connection, "PRAGMA user_version = 99");
        }

        var open = () => SqliteRecoveryStore.Open(Database);

        open.Should().Throw<RecoveryStoreVersionException>().Which.Should().Match<RecoveryStoreVersionException>(
            refused => refused.Found == 99 && refused.Known == 1);
        await using var again = new SqliteConnection($"Data Source={Database};Pooling=False");
        await again.OpenAsync();
        (await ScalarAsync(again, "PRAGMA user_version")).Should().Be(99L);
    }

    [Fact]
    public async Task Write_CancelledBeforeItsTurn_ChangesNothing()
    {
        await using var store = SqliteRecoveryStore.Open(Database);

        var write = () => store.CreateGroupAsync(RecoverySamples.Group("g1"), new CancellationToken(canceled: true));

        await write.Should().ThrowAsync<OperationCanceledException>();
        (await store.GetGroupAsync("g1", CancellationToken.None)).Should().BeNull();
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static async Task<object?> ScalarAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
