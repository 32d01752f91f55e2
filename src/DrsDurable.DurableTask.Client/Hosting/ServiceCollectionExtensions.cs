using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DrsDurable.DurableTask.Client;

public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds a client, or returns the builder of the one already added under this name. The client with the default name is
    /// injected as <see cref="DurableTaskClient"/>; others are found through <see cref="IDurableTaskClientProvider"/>.
    /// </summary>
    public static IDurableTaskClientBuilder AddDurableTaskClient(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        name ??= Options.DefaultName;
        var existing = services
            .Select(service => service.ServiceType == typeof(IDurableTaskClientBuilder) ? service.ImplementationInstance : null)
            .OfType<IDurableTaskClientBuilder>()
            .FirstOrDefault(builder => string.Equals(builder.Name, name, StringComparison.Ordinal));
        if (existing is not null)
        {
            return existing;
        }

        var added = new DefaultDurableTaskClientBuilder(name, services);
        services.AddSingleton<IDurableTaskClientBuilder>(added);
        services.TryAddSingleton<IDurableTaskClientProvider, DurableTaskClientProvider>();
        services.AddOptions<DurableTaskClientOptions>(name).PostConfigure<IServiceProvider>((options, provider) =>
        {
            if (provider.GetService<DataConverter>() is { } converter)
            {
                options.UseDefaultDataConverter(converter);
            }
        });
        if (name.Length == 0)
        {
            services.TryAddSingleton(provider => provider.GetRequiredService<IDurableTaskClientProvider>().GetClient());
        }

        return added;
    }

    /// <inheritdoc cref="AddDurableTaskClient(IServiceCollection, string?)"/>
    public static IServiceCollection AddDurableTaskClient(this IServiceCollection services, Action<IDurableTaskClientBuilder> configure) =>
        services.AddDurableTaskClient(Options.DefaultName, configure);

    /// <inheritdoc cref="AddDurableTaskClient(IServiceCollection, string?)"/>
    public static IServiceCollection AddDurableTaskClient(
        this IServiceCollection services, string name, Action<IDurableTaskClientBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(services.AddDurableTaskClient(name));
        return services;
    }
}
