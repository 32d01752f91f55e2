using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace DrsDurable.DynamoDB;

/// <summary>
/// The table: a string partition key and a string sort key, two sparse list indexes that project keys and one status number, and an
/// expiry. docs/dynamodb.md describes what lies under which key.
/// </summary>
public static class TableShape
{
    public const string PartitionKey = "pk";

    public const string SortKey = "sk";

    /// <summary>Lists by the time of creation.</summary>
    public const string CreationIndex = "byCreation";

    /// <summary>Lists of the hub by the time of completion; of the catalogue by what an item belongs to.</summary>
    public const string SecondIndex = "bySecond";

    public const string CreationPartition = "cpk";

    public const string CreationSort = "csk";

    public const string SecondPartition = "spk";

    public const string SecondSort = "ssk";

    /// <summary>The only attribute that indexes project.</summary>
    public const string Status = "st";

    /// <summary>Unix seconds. An item past it does not exist any more, whether DynamoDB has removed it or not.</summary>
    public const string Expiry = "xp";

    public static CreateTableRequest Creation(string table) => new()
    {
        TableName = table,
        BillingMode = BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions = [.. new[] { PartitionKey, SortKey, CreationPartition, CreationSort, SecondPartition, SecondSort }
            .Select(name => new AttributeDefinition(name, ScalarAttributeType.S))],
        KeySchema = Keys(PartitionKey, SortKey),
        GlobalSecondaryIndexes =
        [
            Index(CreationIndex, CreationPartition, CreationSort),
            Index(SecondIndex, SecondPartition, SecondSort),
        ],
    };

    /// <summary>What of a table is not as it has to be; <see langword="null"/> if it fits.</summary>
    public static string? Difference(TableDescription found)
    {
        if (!Same(found.KeySchema, PartitionKey, SortKey))
        {
            return $"its key is {Written(found.KeySchema)}, not {PartitionKey} (HASH), {SortKey} (RANGE)";
        }

        foreach (var attribute in found.AttributeDefinitions.Where(attribute => attribute.AttributeType != ScalarAttributeType.S))
        {
            return $"its attribute '{attribute.AttributeName}' has type {attribute.AttributeType}, not S";
        }

        foreach (var (name, partition, sort) in new[] { (CreationIndex, CreationPartition, CreationSort), (SecondIndex, SecondPartition, SecondSort) })
        {
            if (found.GlobalSecondaryIndexes?.Find(index => index.IndexName == name) is not { } index)
            {
                return $"it has no index '{name}'";
            }

            if (!Same(index.KeySchema, partition, sort))
            {
                return $"the key of its index '{name}' is {Written(index.KeySchema)}, not {partition} (HASH), {sort} (RANGE)";
            }

            if (index.Projection.ProjectionType != ProjectionType.ALL && index.Projection.NonKeyAttributes?.Contains(Status) != true)
            {
                return $"its index '{name}' does not project '{Status}'";
            }
        }

        return null;
    }

    private static GlobalSecondaryIndex Index(string name, string partition, string sort) => new()
    {
        IndexName = name,
        KeySchema = Keys(partition, sort),
        Projection = new Projection { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = [Status] },
    };

    private static List<KeySchemaElement> Keys(string partition, string sort) => [new(partition, KeyType.HASH), new(sort, KeyType.RANGE)];

    private static bool Same(List<KeySchemaElement>? keys, string partition, string sort) =>
        keys is [{ } first, { } second]
        && first.AttributeName == partition && first.KeyType == KeyType.HASH
        && second.AttributeName == sort && second.KeyType == KeyType.RANGE;

    private static string Written(List<KeySchemaElement>? keys) => string.Join(", ", (keys ?? []).Select(key => $"{key.AttributeName} ({key.KeyType})"));
}
