using DrsDurable.Host.Executions;
using DrsDurable.Host.Plans;
using DrsDurable.Host.ProtectionGroups;
using DrsDurable.Host.Replies;
using DrsDurable.Host.Runtime;
using DrsDurable.Host.Schedules;

namespace DrsDurable.Host;

/// <summary>The HTTP API of recovery as one piece: what it needs, what goes before it, and its routes.</summary>
public static class RecoveryHttp
{
    public static IServiceCollection AddRecoveryHttp(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(json => HostJson.Configure(json.SerializerOptions));

    public static IEndpointRouteBuilder MapRecoveryHttp(this IEndpointRouteBuilder routes) => routes
        .MapProtectionGroups()
        .MapRecoveryPlans()
        .MapExecutions()
        .MapSchedules()
        .MapRuntime()
        .MapHub();
}
