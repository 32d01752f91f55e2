using DrsDurable.Recovery.Storage.DynamoDb;

namespace DrsDurable.Host.Composition;

/// <summary>Opens the catalogue in the table that the hub has opened, before anything sweeps it.</summary>
internal sealed class CatalogueOpening(DynamoRecoveryStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
