using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace DrsDurable.DurableTask.Client;

internal sealed class DurableTaskClientProvider(IServiceProvider services, IEnumerable<IDurableTaskClientBuilder> builders)
    : IDurableTaskClientProvider, IAsyncDisposable
{
    private readonly Dictionary<string, IDurableTaskClientBuilder> builders =
        builders.ToDictionary(builder => builder.Name, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, Lazy<DurableTaskClient>> clients = new(StringComparer.Ordinal);

    public DurableTaskClient GetClient(string? name = null)
    {
        name ??= Options.DefaultName;
        return builders.TryGetValue(name, out var builder)
            ? clients.GetOrAdd(name, _ => new Lazy<DurableTaskClient>(() => builder.Build(services))).Value
            : throw new ArgumentOutOfRangeException(nameof(name), name, "No durable task client was added under this name.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients.Values.Where(client => client.IsValueCreated))
        {
            await client.Value.DisposeAsync().ConfigureAwait(false);
        }
    }
}
