namespace DrsDurable.DurableTask.Sidecar.Sqlite;

internal enum SqliteValueKind : byte
{
    Null,
    Integer,
    Text,
    Blob,
}

/// <summary>A value for a parameter.</summary>
internal readonly struct SqliteValue
{
    private SqliteValue(SqliteValueKind kind) => Kind = kind;

    public SqliteValueKind Kind { get; }

    public long Number { get; private init; }

    public string? Text { get; private init; }

    public ReadOnlyMemory<byte> Blob { get; private init; }

    public static implicit operator SqliteValue(long number) => new(SqliteValueKind.Integer) { Number = number };

    public static implicit operator SqliteValue(long? number) => number is { } value ? value : default(SqliteValue);

    public static implicit operator SqliteValue(string? text) => text is null ? default : new(SqliteValueKind.Text) { Text = text };

    public static implicit operator SqliteValue(ReadOnlyMemory<byte> bytes) => new(SqliteValueKind.Blob) { Blob = bytes };

    public static implicit operator SqliteValue(ReadOnlyMemory<byte>? bytes) => bytes is { } value ? value : default(SqliteValue);

    public static implicit operator SqliteValue(byte[]? bytes) => bytes is null ? default : new(SqliteValueKind.Blob) { Blob = bytes };
}
