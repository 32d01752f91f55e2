namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>How a task hub uses its table.</summary>
public sealed class DynamoHubOptions
{
    /// <summary>Shards of a hub that is created; one that is there keeps its own. Default 1: one process owns the whole hub.</summary>
    public int Shards { get; set; } = 1;

    /// <summary>How long a lease must stand still before another process takes it. Default 30 seconds; infinite for one that ends only when it is given back.</summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(30);
}
