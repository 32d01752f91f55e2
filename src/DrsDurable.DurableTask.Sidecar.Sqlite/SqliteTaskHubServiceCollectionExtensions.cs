using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Sqlite;

namespace Microsoft.Extensions.DependencyInjection;

public static class SqliteTaskHubServiceCollectionExtensions
{
    /// <summary>Adds a task hub in an SQLite file, for example <c>.data/hub.db</c>.</summary>
    public static IServiceCollection AddSqliteTaskHub(this IServiceCollection services, string path, Action<TaskHubOptions>? configure = null) =>
        services.AddTaskHub(provider => new SqliteHubStore(path, provider.GetRequiredService<TaskHubClocks>().Machine), configure);
}
