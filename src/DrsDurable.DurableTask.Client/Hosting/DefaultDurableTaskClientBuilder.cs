using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DrsDurable.DurableTask.Client;

public class DefaultDurableTaskClientBuilder(string? name, IServiceCollection services) : IDurableTaskClientBuilder
{
    private Type? buildTarget;

    public string Name { get; } = name ?? Options.DefaultName;

    public IServiceCollection Services { get; } = services;

    public Type? BuildTarget
    {
        get => buildTarget;
        set => buildTarget = value is null || (typeof(DurableTaskClient).IsAssignableFrom(value) && !value.IsAbstract)
            ? value
            : throw new ArgumentException($"'{value}' is not a class derived from {nameof(DurableTaskClient)}.", nameof(value));
    }

    public DurableTaskClient Build(IServiceProvider serviceProvider)
    {
        if (BuildTarget is null)
        {
            throw new InvalidOperationException(
                $"The durable task client '{Name}' does not know how to reach its hub. Choose a build target, such as UseTaskHub().");
        }

        return (DurableTaskClient)ActivatorUtilities.CreateInstance(serviceProvider, BuildTarget, Name);
    }
}
