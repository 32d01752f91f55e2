using System.Collections.Concurrent;

namespace DrsDurable.Testing.Cases;

/// <summary>A text file under artifacts/tests/ to which a suite appends one line per case it ran.</summary>
public sealed class CaseLog
{
    private static readonly ConcurrentDictionary<string, CaseLog> Open = new(StringComparer.Ordinal);

    private readonly Lock gate = new();
    private readonly string path;

    private CaseLog(string fileName)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "artifacts", "tests");
        Directory.CreateDirectory(folder);
        path = Path.Combine(folder, fileName);
    }

    /// <summary>The log of that file name, for example <c>hub-faults.txt</c>.</summary>
    public static CaseLog For(string fileName) => Open.GetOrAdd(fileName, static name => new CaseLog(name));

    public void Append(string line)
    {
        lock (gate)
        {
            File.AppendAllText(path, line.ReplaceLineEndings(" ") + "\n");
        }
    }
}
