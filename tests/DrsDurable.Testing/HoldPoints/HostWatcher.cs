using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DrsDurable.Testing.HoldPoints;

/// <summary>Waits for the process to build its host, as ASP.NET's own test host does, and puts a <see cref="HoldProxy"/> around its contracts.</summary>
internal sealed class HostWatcher(HoldPoint point) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    /// <summary>The product's seams: what crosses one of these is an effect.</summary>
    private static readonly HashSet<string> Services = new(StringComparer.Ordinal) { "IRecoveryStore", "IHubStore", "ITaskHubClient", "IWorkItemSource" };

    public static void Watch(HoldPoint point) => DiagnosticListener.AllListeners.Subscribe(new HostWatcher(point));

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting")
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: "HostBuilding", Value: IHostBuilder builder })
        {
            builder.ConfigureServices((_, services) => Decorate(services));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private void Decorate(IServiceCollection services)
    {
        for (var index = 0; index < services.Count; index++)
        {
            var registered = services[index];
            if (Services.Contains(registered.ServiceType.Name) && !registered.IsKeyedService)
            {
                services[index] = ServiceDescriptor.Describe(
                    registered.ServiceType,
                    provider => HoldProxy.Around(registered.ServiceType, Make(registered, provider), point),
                    registered.Lifetime);
            }
        }
    }

    private static object Make(ServiceDescriptor registered, IServiceProvider provider) =>
        registered.ImplementationInstance
        ?? registered.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!);
}
