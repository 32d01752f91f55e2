using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DrsDurable.DurableTask.Worker;

public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds a worker as a hosted service, or returns the builder of the one already added under this name. It takes its work
    /// from the <see cref="Sidecar.WorkItems.IWorkItemSource"/> among the services.
    /// </summary>
    public static IDurableTaskWorkerBuilder AddDurableTaskWorker(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        name ??= Options.DefaultName;
        var existing = services
            .Select(service => service.ServiceType == typeof(IDurableTaskWorkerBuilder) ? service.ImplementationInstance : null)
            .OfType<IDurableTaskWorkerBuilder>()
            .FirstOrDefault(builder => string.Equals(builder.Name, name, StringComparison.Ordinal));
        if (existing is not null)
        {
            return existing;
        }

        var added = new DefaultDurableTaskWorkerBuilder(name, services);
        services.AddSingleton<IDurableTaskWorkerBuilder>(added);
        services.AddSingleton(added.Build);
        services.TryAddScoped<ActivityOwnership>();
        services.AddOptions<DurableTaskWorkerOptions>(name).PostConfigure<IServiceProvider>((options, provider) =>
        {
            if (provider.GetService<DataConverter>() is { } converter)
            {
                options.UseDefaultDataConverter(converter);
            }

            options.ExceptionProperties = provider.GetService<IExceptionPropertiesProvider>();
        });
        return added;
    }

    /// <inheritdoc cref="AddDurableTaskWorker(IServiceCollection, string?)"/>
    public static IServiceCollection AddDurableTaskWorker(this IServiceCollection services, Action<IDurableTaskWorkerBuilder> configure) =>
        services.AddDurableTaskWorker(Options.DefaultName, configure);

    /// <inheritdoc cref="AddDurableTaskWorker(IServiceCollection, string?)"/>
    public static IServiceCollection AddDurableTaskWorker(
        this IServiceCollection services, string name, Action<IDurableTaskWorkerBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(services.AddDurableTaskWorker(name));
        return services;
    }
}
