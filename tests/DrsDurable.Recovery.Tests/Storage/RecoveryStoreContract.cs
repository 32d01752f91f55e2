using DrsDurable.Recovery.Storage;

namespace DrsDurable.Recovery.Tests.Storage;

/// <summary>
/// What every recovery store must do. A store's suite derives from each <c>RecoveryStore…Contract</c> class and says how its data is opened.
/// </summary>
public abstract class RecoveryStoreContract : IAsyncLifetime
{
    private readonly List<IRecoveryStore> opened = [];

    protected static CancellationToken None => CancellationToken.None;

    protected IRecoveryStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public async Task DisposeAsync()
    {
        foreach (var store in opened)
        {
            await CloseAsync(store);
        }

        await RemoveAsync();
    }

    /// <summary>Another store over this test's data, as another process would open it.</summary>
    protected async Task<IRecoveryStore> OpenAsync()
    {
        var store = await OpenStoreAsync();
        opened.Add(store);
        return store;
    }

    /// <summary>A store over the data of this test: the same data at every call.</summary>
    protected abstract Task<IRecoveryStore> OpenStoreAsync();

    protected abstract Task RemoveAsync();

    protected static async Task<List<T>> ReadAllAsync<T>(Func<string?, Task<StorePage<T>>> read)
    {
        var items = new List<T>();
        string? token = null;
        do
        {
            var page = await read(token);
            page.Items.Should().NotBeEmpty("an empty page would mean that the page before promised too much");
            items.AddRange(page.Items);
            token = page.NextToken;
        }
        while (token is not null);
        return items;
    }

    private static async Task CloseAsync(IRecoveryStore store)
    {
        if (store is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
