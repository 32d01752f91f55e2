using DrsDurable.Aws;
using DrsDurable.Host.Clocks;
using DrsDurable.Host.Simulation;

namespace DrsDurable.Host.Composition;

internal static class AwsRegistration
{
    /// <summary>Clients of the simulator with its own keys, or of AWS with its default credential chain; never a mixture.</summary>
    public static IServiceCollection AddAws(this IServiceCollection services, SimulatorLink? simulator)
    {
        if (simulator is not null)
        {
            services.AddSingleton(simulator);
        }

        if (simulator?.Followed is { } followed)
        {
            services.AddSingleton(followed);
            services.AddHostedService<ClockFollower>();
        }

        return services.AddSingleton<IAwsClientFactory>(provider => new AwsClientFactory(
            simulator?.ClientOptions ?? AwsClientOptions.Aws, provider.GetRequiredService<HostClocks>().Machine));
    }
}
