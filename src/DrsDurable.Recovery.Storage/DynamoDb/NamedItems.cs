using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DrsDurable.DynamoDB;

namespace DrsDurable.Recovery.Storage.DynamoDb;

/// <summary>Versioned documents whose names are unique without regard to case: groups, plans, schedules.</summary>
/// <param name="list">Begins their keys.</param>
/// <param name="tokens">Names the list in page tokens, as SQLite's store names it.</param>
internal sealed class NamedItems<T>(
    DynamoTable table,
    string list,
    string tokens,
    JsonTypeInfo<T> type,
    Func<T, string> id,
    Func<T, string> name,
    Func<T, int> version,
    Func<T, DateTimeOffset> createdAt)
    where T : class
{
    private const string Holder = "holder";

    public async Task<T?> GetAsync(string documentId, CancellationToken cancellationToken) =>
        await FindAsync(documentId, cancellationToken).ConfigureAwait(false) is { } item ? item.Document(type) : null;

    public async Task<bool> ExistsAsync(string documentId, CancellationToken cancellationToken) =>
        await FindAsync(documentId, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Lags: what was created a moment ago may be missing. What it shows of each document is its present state.</summary>
    public async Task<StorePage<T>> ListAsync(int limit, string? nextToken, CancellationToken cancellationToken)
    {
        var after = PageToken.Parse(tokens, nextToken);
        var range = new ItemRange(
            CatalogueKeys.List(list), Index: TableShape.CreationIndex, Beyond: after is { } token ? CatalogueKeys.Sort(token.At, token.Id) : null);
        var entries = await CatalogueList.TakeAsync(table, range, static _ => true, limit + 1, cancellationToken).ConfigureAwait(false);
        var items = await table.GetAllAsync(entries.Select(entry => entry.Key), cancellationToken).ConfigureAwait(false);
        var found = items.Where(CatalogueItem.IsThere).ToDictionary(item => item.Key);
        T[] page = [.. entries.Take(limit).Select(entry => found.GetValueOrDefault(entry.Key)).OfType<Item>().Select(item => item.Document(type))];
        return new StorePage<T>(page, entries.Count > limit ? CatalogueList.TokenOf(tokens, entries[limit - 1]) : null);
    }

    /// <returns>Why the document cannot be inserted, or that it already is; <see langword="null"/> when it can.</returns>
    public async Task<StoreWrite?> CheckInsertAsync(T document, CancellationToken cancellationToken)
    {
        if (await FindAsync(id(document), cancellationToken).ConfigureAwait(false) is { } stored)
        {
            return string.Equals(stored.DocumentText(), Serialize(document), StringComparison.Ordinal)
                ? StoreWrite.Done
                : new StoreWrite(StoreOutcome.VersionConflict, version(stored.Document(type)));
        }

        return await CheckNameAsync(document, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Why the document cannot replace the stored one, or that it already did; otherwise the stored one.</returns>
    public async Task<(StoreWrite? Refused, T? Stored)> CheckReplaceAsync(T document, CancellationToken cancellationToken)
    {
        if (await FindAsync(id(document), cancellationToken).ConfigureAwait(false) is not { } item)
        {
            return (StoreWrite.NotFound, null);
        }

        var stored = item.Document(type);
        if (version(stored) == version(document) && string.Equals(item.DocumentText(), Serialize(document), StringComparison.Ordinal))
        {
            return (StoreWrite.Done, stored);
        }

        return version(stored) != version(document) - 1
            ? (new StoreWrite(StoreOutcome.VersionConflict, version(stored)), stored)
            : (await CheckNameAsync(document, cancellationToken).ConfigureAwait(false), stored);
    }

    /// <summary>The document, its place in the list and its name.</summary>
    /// <param name="replaced">What it replaces, whose name becomes free.</param>
    public void Put(LedgerEntry change, T document, T? replaced)
    {
        // The list keeps its order: a document's creation time does not change.
        change.PutDocument(
            CatalogueKeys.Of(list, id(document)),
            Serialize(document),
            (TableShape.CreationPartition, CatalogueKeys.List(list)),
            (TableShape.CreationSort, CatalogueKeys.Sort(createdAt(replaced ?? document), id(document))));
        if (replaced is not null && CatalogueKeys.Name(list, name(replaced)) != CatalogueKeys.Name(list, name(document)))
        {
            change.Delete(CatalogueKeys.Name(list, name(replaced)));
        }

        change.Put(CatalogueKeys.Name(list, name(document)), (Holder, id(document)));
    }

    public void Delete(LedgerEntry change, T document) =>
        change.Delete(CatalogueKeys.Of(list, id(document))).Delete(CatalogueKeys.Name(list, name(document)));

    private async Task<Item?> FindAsync(string documentId, CancellationToken cancellationToken)
    {
        var item = await table.GetAsync(CatalogueKeys.Of(list, documentId), cancellationToken).ConfigureAwait(false);
        return CatalogueItem.IsThere(item) ? item : null;
    }

    private async Task<StoreWrite?> CheckNameAsync(T document, CancellationToken cancellationToken)
    {
        var item = await table.GetAsync(CatalogueKeys.Name(list, name(document)), cancellationToken).ConfigureAwait(false);
        return CatalogueItem.IsThere(item) && item!.RequiredText(Holder) is var holder && !string.Equals(holder, id(document), StringComparison.Ordinal)
            ? new StoreWrite(StoreOutcome.NameExists, Holder: holder)
            : null;
    }

    private string Serialize(T document) => JsonSerializer.Serialize(document, type);
}
