using DrsDurable.Testing.Cases;

namespace DrsDurable.EndToEnd.Tests.Readme;

/// <summary>What a fresh clone would contain.</summary>
internal static class WorkingCopy
{
    private static readonly HashSet<string> NotTracked = new(StringComparer.OrdinalIgnoreCase) { ".git", ".data", ".vs", ".idea", "bin", "obj", "artifacts", "node_modules", "TestResults" };

    public static void CopyTo(string folder) => Copy(new DirectoryInfo(RepositoryRoot.Path), Directory.CreateDirectory(folder));

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (var file in from.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(to.FullName, file.Name));
        }

        foreach (var child in from.EnumerateDirectories().Where(child => !NotTracked.Contains(child.Name)))
        {
            Copy(child, to.CreateSubdirectory(child.Name));
        }
    }
}
