using DrsDurable.Recovery.CleanUp;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Waves;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DrsDurable.Recovery;

/// <summary>What carries executions out and reads them. Beside it have to be registered an IRecoveryStore, an IAwsClientFactory and a DurableTaskClient.</summary>
public static class RecoveryRegistration
{
    /// <summary>Orchestrators and activities of executions.</summary>
    public static DurableTaskRegistry AddRecoveryTasks(this DurableTaskRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return registry
            .AddOrchestrator<RecoveryExecution>()
            .AddOrchestrator<Wave>()
            .AddOrchestrator<RecoveryJob>()
            .AddOrchestrator<InstanceCleanup>()
            .AddActivity<BeginExecution>()
            .AddActivity<RecordExecution>()
            .AddActivity<EndExecution>()
            .AddActivity<PrepareLaunch>()
            .AddActivity<StartRecovery>()
            .AddActivity<ReconcileLaunch>()
            .AddActivity<DescribeJob>()
            .AddActivity<EnrichServers>()
            .AddActivity<CleanUpInstances>();
    }

    /// <summary>
    /// The services those need. <see cref="LaunchPermission"/> is scoped and never lost, unless the host has registered one that knows its task hub's leases.
    /// </summary>
    public static IServiceCollection AddRecovery(this IServiceCollection services, RecoveryTiming timing)
    {
        services.TryAddScoped(_ => new LaunchPermission());
        return services
            .AddSingleton(timing)
            .AddSingleton<DrsReader>()
            .AddSingleton<JobWatcher>()
            .AddSingleton<LaunchSearch>()
            .AddSingleton<ExecutionReader>()
            .AddSingleton<ExecutionSweep>();
    }
}
