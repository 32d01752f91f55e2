using DrsDurable.DurableTask.Sidecar.DynamoDB;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;
using DrsDurable.Testing.DynamoDb;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrsDurable.DurableTask.Tests.DynamoDb;

/// <summary>The hub's store contract on DynamoDB.</summary>
[NeedsDynalite]
public sealed class DynamoHubStoreTests : HubStoreContract
{
    private readonly VirtualTimeProvider machine = new();
    private TableOptions options = null!;

    public override async Task InitializeAsync()
    {
        options = await DynamoTables.NewAsync();
        await base.InitializeAsync();
    }

    protected override IHubStore OpenStore() => new DynamoHubStore(
        options.CreateClient(), options, new DynamoHubOptions(), machine, NullLogger<DynamoHubStore>.Instance);
}
