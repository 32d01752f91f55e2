using DrsDurable.Host.Configuration;

namespace DrsDurable.Host.Health;

/// <param name="Status">healthy.</param>
public sealed record HealthReport(string Status, string Version, HubHealth Hub, AwsHealth Aws);

/// <param name="Store">sqlite or dynamodb.</param>
/// <param name="ActiveInstances">Orchestrations that have not ended.</param>
/// <param name="Backlog">Turns and activities that wait for the worker.</param>
public sealed record HubHealth(string Store, int ShardsOwned, int ActiveInstances, int Backlog);

/// <param name="Mode">simulator or aws.</param>
public sealed record AwsHealth(string Mode);

/// <summary>What the hub says about itself now.</summary>
public delegate HubHealth HubHealthSource();

public static class HealthEndpoint
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", (HubHealthSource hub, HostSettings settings) =>
                TypedResults.Ok(new HealthReport("healthy", ProductVersion.Text, hub(), new AwsHealth(ModeName(settings.Aws.Mode)))))
            .WithName("GetHealth")
            .WithSummary("Whether the host works, and how much it has to do")
            .WithTags("Host");
        return routes;
    }

    private static string ModeName(AwsMode mode) => mode == AwsMode.Aws ? "aws" : "simulator";
}
