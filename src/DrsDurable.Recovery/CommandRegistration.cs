using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.ProtectionGroups;
using DrsDurable.Recovery.Schedules;
using DrsDurable.Recovery.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DrsDurable.Recovery;

/// <summary>
/// What takes an operator's commands: catalogues, launcher, cancellation.
/// Beside it have to be registered an <see cref="IRecoveryStore"/> and a <see cref="DurableTaskClient"/>. The clock of the machine is taken from the keyed
/// service <c>machine</c>, if there is one.
/// </summary>
public static class CommandRegistration
{
    /// <param name="clock">Domain time.</param>
    public static IServiceCollection AddRecoveryCommands(this IServiceCollection services, TimeProvider clock, LaunchPolicy policy)
    {
        services.TryAddSingleton(at => new ExecutionReader(Store(at), Client(at)));
        return services
            .AddSingleton(policy)
            .AddSingleton(at => new ProtectionGroupCatalogue(Store(at), clock))
            .AddSingleton(at => new RecoveryPlanCatalogue(Store(at), clock))
            .AddSingleton(at => new ExecutionCatalogue(Store(at)))
            .AddSingleton(at => new ExecutionLauncher(Store(at), Client(at), policy, clock))
            .AddSingleton(at => new ExecutionCancellation(
                Store(at), Client(at), at.GetRequiredService<ExecutionLauncher>(), at.GetKeyedService<TimeProvider>("machine") ?? TimeProvider.System))
            .AddSingleton(at => new ScheduleCatalogue(Store(at), Client(at), clock));
    }

    /// <summary>The orchestrator and activities of schedules.</summary>
    public static DurableTaskRegistry AddScheduleTasks(this DurableTaskRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddOrchestrator<DrillSchedule>();
        registry.AddActivity<PlanNextDrill>();
        registry.AddActivity<StartScheduledDrill>();
        return registry;
    }

    private static IRecoveryStore Store(IServiceProvider services) => services.GetRequiredService<IRecoveryStore>();

    private static DurableTaskClient Client(IServiceProvider services) => services.GetRequiredService<DurableTaskClient>();
}
