using Microsoft.Extensions.DependencyInjection;

namespace DrsDurable.DurableTask.Client;

/// <summary>Configures one named client.</summary>
public interface IDurableTaskClientBuilder
{
    string Name { get; }

    IServiceCollection Services { get; }

    /// <summary>The class, derived from <see cref="DurableTaskClient"/>, that reaches the hub.</summary>
    Type? BuildTarget { get; set; }

    /// <exception cref="InvalidOperationException">No build target was chosen.</exception>
    DurableTaskClient Build(IServiceProvider serviceProvider);
}
