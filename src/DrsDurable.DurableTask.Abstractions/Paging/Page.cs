namespace DrsDurable.DurableTask;

/// <param name="continuationToken"><see langword="null"/> on the last page; an empty text is not the end.</param>
public sealed class Page<T>(IReadOnlyList<T> values, string? continuationToken = null)
    where T : notnull
{
    public IReadOnlyList<T> Values { get; } = values ?? throw new ArgumentNullException(nameof(values));

    public string? ContinuationToken { get; } = continuationToken;
}
