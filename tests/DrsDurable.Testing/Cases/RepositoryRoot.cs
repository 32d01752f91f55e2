namespace DrsDurable.Testing.Cases;

/// <summary>Where the checked-out solution lies.</summary>
public static class RepositoryRoot
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>Absolute path of the folder that holds <c>DrsDurable.sln</c>.</summary>
    public static string Path => Found.Value;

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "DrsDurable.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No DrsDurable.sln above {AppContext.BaseDirectory}: run the tests from a checkout of the solution.");
    }
}
