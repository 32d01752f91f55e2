namespace DrsDurable.Recovery.Jobs;

/// <summary>Texts of services that go into histories and views are bounded (<c>rawError</c> may have 65,536 characters).</summary>
internal static class Text
{
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static string? Shorten(string? text, int limit = 4_096) => text is null || text.Length <= limit ? text : string.Concat(text.AsSpan(0, limit - 1), "…");
}
