using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DrsDurable.DurableTask.Worker.Hosting;

/// <summary>What a worker class derives from: a hosted service that runs the tasks it was registered with.</summary>
public abstract class DurableTaskWorker : BackgroundService
{
    protected DurableTaskWorker(string? name, IDurableTaskFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Name = name ?? Options.DefaultName;
        Factory = factory;
    }

    protected virtual string Name { get; }

    protected virtual IDurableTaskFactory Factory { get; }

    /// <summary>Adds properties to the failure details of exceptions; <see langword="null"/> if none is among the services.</summary>
    protected IExceptionPropertiesProvider? ExceptionPropertiesProvider { get; set; }
}
