using DrsDurable.DurableTask.Sidecar.Sqlite;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.Testing.Hubs;

public enum HubStoreKind
{
    Sqlite,

    /// <summary><see cref="WeakHubStore"/>.</summary>
    Weak,
}

/// <summary>Where a hub's data lies while the processes that use it come and go.</summary>
public sealed class HubMedium : IDisposable
{
    private readonly HubStoreKind kind;
    private readonly int seed;
    private readonly string folder = "";
    private int opened;

    public HubMedium(HubStoreKind kind, int seed)
    {
        this.kind = kind;
        this.seed = seed;
        if (kind == HubStoreKind.Sqlite)
        {
            folder = Directory.CreateTempSubdirectory("drsdurable-hub-").FullName;
        }
    }

    /// <summary>The in-memory medium, for tests that look at or damage what is stored.</summary>
    public WeakHubMedium Weak { get; } = new();

    public string DatabasePath => Path.Combine(folder, "hub.db");

    /// <summary>A store over this medium, for one process.</summary>
    public IHubStore Open(TimeProvider machine) => kind == HubStoreKind.Sqlite
        ? new SqliteHubStore(DatabasePath, machine)
        : new WeakHubStore(Weak, seed + Interlocked.Increment(ref opened), machine);

    public void Dispose()
    {
        if (folder.Length > 0)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
