using DrsDurable.DurableTask.Sidecar.DynamoDB;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DynamoDB;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.Extensions.DependencyInjection;

public static class DynamoTaskHubServiceCollectionExtensions
{
    /// <summary>Adds a task hub in a DynamoDB table.</summary>
    public static IServiceCollection AddDynamoTaskHub(
        this IServiceCollection services, TableOptions table, DynamoHubOptions store, Action<TaskHubOptions>? configure = null) =>
        services.AddTaskHub(
            provider => new DynamoHubStore(
                table.CreateClient(),
                table,
                store,
                provider.GetRequiredService<TaskHubClocks>().Machine,
                provider.GetService<ILogger<DynamoHubStore>>() ?? NullLogger<DynamoHubStore>.Instance),
            configure);
}
