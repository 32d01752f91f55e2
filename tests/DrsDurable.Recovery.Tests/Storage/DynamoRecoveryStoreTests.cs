using DrsDurable.DynamoDB;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Storage.DynamoDb;
using DrsDurable.Testing.DynamoDb;

namespace DrsDurable.Recovery.Tests.Storage;

[NeedsDynalite]
public sealed class DynamoRecoveryStoreCatalogueTests : RecoveryStoreCatalogueContract
{
    private readonly Lazy<Task<DynamoTable>> table = new(NewTableAsync);

    internal static async Task<DynamoTable> NewTableAsync()
    {
        var options = await DynamoTables.NewAsync();
        return await options.OpenAsync(options.CreateClient());
    }

    protected override async Task<IRecoveryStore> OpenStoreAsync() => await DynamoRecoveryStore.OpenAsync(await table.Value, TimeProvider.System, None);

    protected override Task RemoveAsync() => Task.CompletedTask;
}

[NeedsDynalite]
public sealed class DynamoRecoveryStoreExecutionTests : RecoveryStoreExecutionContract
{
    private readonly Lazy<Task<DynamoTable>> table = new(DynamoRecoveryStoreCatalogueTests.NewTableAsync);

    protected override async Task<IRecoveryStore> OpenStoreAsync() => await DynamoRecoveryStore.OpenAsync(await table.Value, TimeProvider.System, None);

    protected override Task RemoveAsync() => Task.CompletedTask;
}
