using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Data.Sqlite;

namespace DrsDurable.Recovery.Storage.Sqlite;

/// <summary>A table of versioned documents whose names are unique without regard to case: groups, plans, schedules.</summary>
/// <param name="table">Also names the list in page tokens.</param>
internal sealed class NamedDocuments<T>(
    string table,
    string idColumn,
    JsonTypeInfo<T> type,
    Func<T, string> id,
    Func<T, string> name,
    Func<T, int> version,
    Func<T, DateTimeOffset> createdAt)
    where T : class
{
    public T? Get(RecoveryTransaction db, string documentId) =>
        db.Text($"SELECT document FROM {table} WHERE {idColumn} = $id", ("$id", documentId)) is { } text ? Parse(text) : null;

    public bool Exists(RecoveryTransaction db, string documentId) =>
        db.Text($"SELECT {idColumn} FROM {table} WHERE {idColumn} = $id", ("$id", documentId)) is not null;

    public StorePage<T> List(RecoveryTransaction db, int limit, string? nextToken)
    {
        var after = PageToken.Parse(table, nextToken);
        var rows = db.Rows(
            $"""
             SELECT document FROM {table}
             WHERE $at IS NULL OR (created_at, {idColumn}) > ($at, $id)
             ORDER BY created_at, {idColumn} LIMIT $limit
             """,
            reader => Parse(reader.GetString(0)),
            ("$at", after?.At.UtcTicks),
            ("$id", after?.Id),
            ("$limit", limit + 1));
        return rows.Count > limit
            ? new StorePage<T>(rows[..limit], new PageToken(table, createdAt(rows[limit - 1]), id(rows[limit - 1])).ToString())
            : new StorePage<T>(rows, null);
    }

    /// <returns>Why the document cannot be inserted, or that it already is; <see langword="null"/> when it can.</returns>
    public StoreWrite? CheckInsert(RecoveryTransaction db, T document)
    {
        if (Stored(db, id(document)) is { } stored)
        {
            return string.Equals(stored.Text, Serialize(document), StringComparison.Ordinal)
                ? StoreWrite.Done
                : new StoreWrite(StoreOutcome.VersionConflict, stored.Version);
        }

        return CheckName(db, document);
    }

    public void Insert(RecoveryTransaction db, T document) =>
        db.Execute(
            $"INSERT INTO {table} ({idColumn}, name_key, created_at, version, document) VALUES ($id, $name, $at, $version, $document)",
            ("$id", id(document)),
            ("$name", NameKey(name(document))),
            ("$at", createdAt(document).UtcTicks),
            ("$version", version(document)),
            ("$document", Serialize(document)));

    /// <returns>Why the document cannot replace the stored one, or that it already did; <see langword="null"/> when it can.</returns>
    public StoreWrite? CheckReplace(RecoveryTransaction db, T document)
    {
        if (Stored(db, id(document)) is not { } stored)
        {
            return StoreWrite.NotFound;
        }

        if (stored.Version == version(document) && string.Equals(stored.Text, Serialize(document), StringComparison.Ordinal))
        {
            return StoreWrite.Done;
        }

        return stored.Version != version(document) - 1
            ? new StoreWrite(StoreOutcome.VersionConflict, stored.Version)
            : CheckName(db, document);
    }

    public void Replace(RecoveryTransaction db, T document) =>
        db.Execute(
            $"UPDATE {table} SET name_key = $name, version = $version, document = $document WHERE {idColumn} = $id",
            ("$id", id(document)),
            ("$name", NameKey(name(document))),
            ("$version", version(document)),
            ("$document", Serialize(document)));

    public StoreWrite Delete(RecoveryTransaction db, string documentId) =>
        db.Execute($"DELETE FROM {table} WHERE {idColumn} = $id", ("$id", documentId)) == 0 ? StoreWrite.NotFound : StoreWrite.Done;

    private static string NameKey(string text) => text.Trim().ToUpperInvariant();

    private StoreWrite? CheckName(RecoveryTransaction db, T document) =>
        db.Text($"SELECT {idColumn} FROM {table} WHERE name_key = $name AND {idColumn} <> $id", ("$name", NameKey(name(document))), ("$id", id(document)))
            is { } holder
            ? new StoreWrite(StoreOutcome.NameExists, Holder: holder)
            : null;

    private (string Text, int Version)? Stored(RecoveryTransaction db, string documentId) =>
        db.Rows(
            $"SELECT document, version FROM {table} WHERE {idColumn} = $id",
            static (SqliteDataReader reader) => (reader.GetString(0), reader.GetInt32(1)),
            ("$id", documentId)) is [var row]
            ? row
            : null;

    private string Serialize(T document) => JsonSerializer.Serialize(document, type);

    private T Parse(string text) =>
        JsonSerializer.Deserialize(text, type)
        ?? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"A row of {table} holds no document."));
}
