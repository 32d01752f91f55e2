using DrsDurable.DurableTask.Sidecar.Hosting;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Inspection;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

public static class TaskHubServiceCollectionExtensions
{
    /// <summary>
    /// Adds a task hub on a store, as a hosted service and as <see cref="ITaskHubClient"/> and <see cref="IWorkItemSource"/>.
    /// Its clocks are the registered <see cref="TaskHubClocks"/>; by default domain time is the registered
    /// <see cref="TimeProvider"/> and machine time the system's.
    /// </summary>
    public static IServiceCollection AddTaskHub(
        this IServiceCollection services, Func<IServiceProvider, IHubStore> store, Action<TaskHubOptions>? configure = null)
    {
        var options = services.AddOptions<TaskHubOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(provider => new TaskHubClocks(provider.GetService<TimeProvider>() ?? TimeProvider.System, TimeProvider.System));
        services.AddSingleton(store);
        services.AddSingleton(provider => new TaskHub(
            provider.GetRequiredService<IHubStore>(),
            provider.GetRequiredService<IOptions<TaskHubOptions>>().Value,
            provider.GetRequiredService<TaskHubClocks>(),
            provider.GetService<ILogger<TaskHub>>() ?? NullLogger<TaskHub>.Instance));
        services.AddSingleton<ITaskHubClient>(provider => provider.GetRequiredService<TaskHub>());
        services.AddSingleton<ITaskHubInspector>(provider => provider.GetRequiredService<TaskHub>());
        services.AddSingleton<IWorkItemSource>(provider => provider.GetRequiredService<TaskHub>());
        services.AddHostedService<TaskHubService>();
        return services;
    }
}
