using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>
/// Where a hub's items lie; docs/dynamodb.md says what is in each. Every partition but the hub's own record begins with the hub's life, so that
/// a node of a hub that was deleted writes nothing into its successor. Numbers are padded, so that they sort as numbers.
/// </summary>
internal sealed class HubKeys(string life, int shards)
{
    public const string Head = "h";

    /// <summary>Between an instance id, which holds no control characters, and what follows it: sorts below all that an id may contain.</summary>
    private const char Separator = '\u001f';

    /// <summary>Of DynamoDB's 1,024 bytes for a sort key, what the id of a message may take; a longer one is stored beside its hash.</summary>
    private const int MessageIdBytes = 480;

    public static ItemKey Hub { get; } = new("hub", "hub");

    public string Life => life;

    public int ShardOf(string instanceId) =>
        (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(instanceId))) % (uint)shards);

    public ItemKey Lease(int shard) => new($"{life}.lease", Number(shard));

    public string Active(int shard) => $"{life}.active#{Number(shard)}";

    public ItemKey ActiveOf(string instanceId, string instanceLife) => new(Active(ShardOf(instanceId)), $"{instanceId}{Separator}{instanceLife}");

    /// <summary>The way is for spreading one shard's inbox over partitions; there is one so far.</summary>
    public string Inbox(int shard) => $"{life}.inbox#{Number(shard)}#0";

    public string DeadLetters(int shard) => $"{life}.dead#{Number(shard)}";

    public string Quarantine(int shard) => $"{life}.quarantine#{Number(shard)}";

    public string Sweep(int shard) => $"{life}.sweep#{Number(shard)}";

    public ItemKey SweepOf(string instanceId, string instanceLife) => new(Sweep(ShardOf(instanceId)), $"{instanceId}{Separator}{instanceLife}");

    public string Created(int shard) => $"{life}.created#{Number(shard)}";

    public string Ended(int shard) => $"{life}.ended#{Number(shard)}";

    public string Instance(string instanceId) => $"{life}.i#{instanceId}";

    public string InstanceIdOf(string partition) => partition[$"{life}.i#".Length..];

    public ItemKey HeadOf(string instanceId) => new(Instance(instanceId), Head);

    public ItemKey InputOf(string instanceId, string instanceLife, int generation) => new(Instance(instanceId), $"{Inputs(instanceLife)}{Padded(generation)}");

    public ItemKey OutputOf(string instanceId, string instanceLife, int generation) => new(Instance(instanceId), $"{Outputs(instanceLife)}{Padded(generation)}");

    public static string Inputs(string instanceLife) => $"h#i#{instanceLife}#";

    public static string Outputs(string instanceLife) => $"h#o#{instanceLife}#";

    public static string Batches(string instanceLife) => $"b#{instanceLife}#";

    public static string Batches(string instanceLife, int generation) => $"b#{instanceLife}#{Padded(generation)}#";

    public ItemKey Batch(BatchKey key) => new(Instance(key.InstanceId), Batches(key.Life, key.Generation) + Padded(key.Sequence));

    public static (int Generation, int Sequence) PositionOf(string batchSort)
    {
        var parts = batchSort.Split('#');
        return (int.Parse(parts[^2], CultureInfo.InvariantCulture), int.Parse(parts[^1], CultureInfo.InvariantCulture));
    }

    public const string Children = "k#";

    /// <summary>In the partition of the parent.</summary>
    public ItemKey ChildOf(string parentInstanceId, string instanceId) => new(Instance(parentInstanceId), Children + instanceId);

    /// <summary>Parts of what is too large for one item, all that one life has.</summary>
    public static string Parts(string instanceLife) => $"p#{instanceLife}#";

    public ItemKey Part(string instanceId, string id, int number) => new(Instance(instanceId), $"{id}#{Padded(number)}");

    public static string Padded(int number) => number.ToString("D10", CultureInfo.InvariantCulture);

    public static (string InstanceId, string Life) NamesOf(string sort)
    {
        var at = sort.LastIndexOf(Separator);
        return (sort[..at], sort[(at + 1)..]);
    }

    public static string SortOf(MessageKey message) =>
        string.Create(CultureInfo.InvariantCulture, $"{message.TargetInstanceId}{Separator}{message.Stamp:D19}{Separator}{message.Index:D10}{Separator}{ShortId(message.Id)}");

    /// <param name="id">The stored id, where the sort key holds only its hash.</param>
    public static MessageKey MessageOf(string sort, string? id)
    {
        var parts = sort.Split(Separator);
        return new MessageKey(
            parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture), id ?? string.Join(Separator, parts[3..]));
    }

    public static bool IsShortened(string messageId) => System.Text.Encoding.UTF8.GetByteCount(messageId) > MessageIdBytes;

    public static string TimeSort(DateTime at, string instanceId) => string.Create(CultureInfo.InvariantCulture, $"{at.Ticks:D19}#{instanceId}");

    public static string TimeSort(DateTime at) => at.Ticks.ToString("D19", CultureInfo.InvariantCulture);

    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string ShortId(string messageId) =>
        IsShortened(messageId) ? "~" + Hash(System.Text.Encoding.UTF8.GetBytes(messageId)) : messageId;

    private static string Number(int shard) => shard.ToString("D4", CultureInfo.InvariantCulture);
}
