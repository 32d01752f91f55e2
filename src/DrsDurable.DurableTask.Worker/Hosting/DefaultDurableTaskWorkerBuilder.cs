using DrsDurable.DurableTask.Worker.Hosting;
using DrsDurable.DurableTask.Worker.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DrsDurable.DurableTask.Worker;

public class DefaultDurableTaskWorkerBuilder(string? name, IServiceCollection services) : IDurableTaskWorkerBuilder
{
    private Type? buildTarget = typeof(TaskHubWorker);

    public string Name { get; } = name ?? Options.DefaultName;

    public IServiceCollection Services { get; } = services;

    public Type? BuildTarget
    {
        get => buildTarget;
        set => buildTarget = value is null || (typeof(DurableTaskWorker).IsAssignableFrom(value) && !value.IsAbstract)
            ? value
            : throw new ArgumentException($"'{value}' is not a class derived from {nameof(DurableTaskWorker)}.", nameof(value));
    }

    /// <summary>Makes the worker; its constructor is given the name and an <see cref="IDurableTaskFactory"/> of what was registered.</summary>
    public IHostedService Build(IServiceProvider serviceProvider) => BuildTarget is null
        ? throw new InvalidOperationException($"The durable task worker '{Name}' has no build target.")
        : (IHostedService)ActivatorUtilities.CreateInstance(
            serviceProvider,
            BuildTarget,
            Name,
            new TaskDirectory(serviceProvider.GetRequiredService<IOptionsMonitor<DurableTaskRegistry>>().Get(Name)));
}
