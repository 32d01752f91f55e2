using DrsDurable.Host.Simulation;

namespace DrsDurable.Host.Index;

/// <summary>What is where; the answer of <c>GET /</c>.</summary>
/// <param name="Links">Paths by name.</param>
/// <param name="Simulator">Base URL of the DRS simulator; <see langword="null"/> against real AWS.</param>
public sealed record HostIndex(string Service, string Version, IReadOnlyDictionary<string, string> Links, string? Simulator);

public static class IndexEndpoint
{
    private static readonly IReadOnlyDictionary<string, string> Links = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["protectionGroups"] = "/protection-groups",
        ["recoveryPlans"] = "/recovery-plans",
        ["executions"] = "/executions",
        ["schedules"] = "/schedules",
        ["instances"] = "/runtime/webhooks/durabletask/instances",
        ["hub"] = "/runtime/hub",
        ["health"] = "/health",
        ["openapi"] = "/openapi/v1.json",
    };

    public static IEndpointRouteBuilder MapIndex(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (IServiceProvider services) => TypedResults.Ok(new HostIndex(
                "DrsDurable",
                ProductVersion.Text,
                Links,
                services.GetService<SimulatorLink>()?.Url.ToString())))
            .WithName("GetIndex")
            .WithSummary("What is where")
            .WithTags("Host");
        return routes;
    }
}
