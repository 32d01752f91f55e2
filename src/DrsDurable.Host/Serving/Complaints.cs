namespace DrsDurable.Host.Serving;

internal static class Complaints
{
    /// <summary>One line each, then where to look.</summary>
    public static async Task WriteAsync(TextWriter error, IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
        {
            await error.WriteLineAsync(problem);
        }
    }
}
