using Amazon.DynamoDBv2;
using DrsDurable.DurableTask.Sidecar.DynamoDB;
using DrsDurable.DurableTask.Sidecar.Sqlite;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;
using DrsDurable.Testing.DynamoDb;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrsDurable.Testing.Hubs;

public enum HubStoreKind
{
    Sqlite,

    /// <summary><see cref="WeakHubStore"/>.</summary>
    Weak,

    /// <summary>A table of its own in the process's local DynamoDB; only for tests of a class that needs dynalite.</summary>
    DynamoDb,
}

/// <summary>Where a hub's data lies while the processes that use it come and go.</summary>
public sealed class HubMedium : IDisposable
{
    private readonly HubStoreKind kind;
    private readonly int seed;
    private readonly string folder = "";
    private readonly TableOptions? table;
    private int opened;

    public HubMedium(HubStoreKind kind, int seed)
    {
        this.kind = kind;
        this.seed = seed;
        if (kind == HubStoreKind.Sqlite)
        {
            folder = Directory.CreateTempSubdirectory("drsdurable-hub-").FullName;
        }
        else if (kind == HubStoreKind.DynamoDb)
        {
#pragma warning disable VSTHRD002 // once in a process, and nothing here has a context to wait for
            table = DynamoTables.NewAsync().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
    }

    /// <summary>The in-memory medium, for tests that look at or damage what is stored.</summary>
    public WeakHubMedium Weak { get; } = new();

    public string DatabasePath => Path.Combine(folder, "hub.db");

    /// <summary>A store over this medium, for one process.</summary>
    public IHubStore Open(TimeProvider machine) => kind switch
    {
        HubStoreKind.Sqlite => new SqliteHubStore(DatabasePath, machine),
        HubStoreKind.DynamoDb => OpenTable(table!.CreateClient(), table, machine),
        _ => new WeakHubStore(Weak, seed + Interlocked.Increment(ref opened), machine),
    };

    /// <summary>A store whose lease ends only when it is given back, as tests need it that move the clock themselves.</summary>
    public static DynamoHubStore OpenTable(IAmazonDynamoDB client, TableOptions options, TimeProvider machine) =>
        new(client, options, new DynamoHubOptions { LeaseTime = Timeout.InfiniteTimeSpan }, machine, NullLogger<DynamoHubStore>.Instance);

    public void Dispose()
    {
        if (folder.Length > 0)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
