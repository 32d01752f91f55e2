using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DrsDurable.DynamoDB;

namespace DrsDurable.Recovery.Storage.DynamoDb;

/// <summary>Where the catalogue's items lie; docs/dynamodb.md says what is in each. The task hub's partitions never begin with <c>r.</c>.</summary>
internal static class CatalogueKeys
{
    public const string Document = "doc";

    public const string GroupUsers = "plan#";

    public const string PlanUsers = "schedule#";

    public const string Holding = "r.holding";

    public static ItemKey Ledger { get; } = new("r.ledger", "ledger");

    public static ItemKey Of(string list, string id) => new(Partition(list, id), Document);

    public static string Partition(string list, string id) => $"r.{list}#{id}";

    /// <summary>The partition of a list in the creation index.</summary>
    public static string List(string list) => $"r.{list}";

    /// <summary>Names are compared as SQLite's store compares them.</summary>
    public static ItemKey Name(string list, string name) => new($"r.name#{list}#{name.Trim().ToUpperInvariant()}", "name");

    public static ItemKey GroupUser(string groupId, string planId) => new(Partition("group", groupId), GroupUsers + planId);

    public static ItemKey PlanUser(string planId, string scheduleId) => new(Partition("plan", planId), PlanUsers + scheduleId);

    public static ItemKey PlanHolder(string planId) => new(Partition("plan", planId), "holder");

    public static ItemKey ScheduleRun(string scheduleId) => new(Partition("schedule", scheduleId), "run");

    public static ItemKey Snapshot(string executionId) => new(Partition("execution", executionId), "snapshot");

    public static ItemKey Row(string executionId) => new(Partition("execution", executionId), "row");

    public static ItemKey HoldingOf(string executionId) => new(Holding, executionId);

    public static ItemKey Claim(string sourceServerId) => new($"r.claim#{sourceServerId}", "claim");

    /// <summary>Keys come from callers and may be of any length.</summary>
    public static ItemKey IdempotencyKey(string key) => new($"r.key#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}", "key");

    public static ItemKey Attempt(string jobInstanceId, int attempt) => new($"r.attempt#{jobInstanceId}", attempt.ToString("D10", CultureInfo.InvariantCulture));

    public static string Sort(DateTimeOffset at, string id) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks:D19}#{id}");
}
