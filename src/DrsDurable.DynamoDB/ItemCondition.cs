using Amazon.DynamoDBv2.Model;

namespace DrsDurable.DynamoDB;

/// <summary>A condition expression; values are named as in <c>:life</c>. Attribute names that are reserved words are written with <c>#</c>.</summary>
public sealed record ItemCondition(string Expression, params IReadOnlyList<(string Name, AttributeValue Value)> Values)
{
    /// <summary>There is no item of this key.</summary>
    public static ItemCondition Absent { get; } = new($"attribute_not_exists({TableShape.PartitionKey})");

    /// <summary>There is one.</summary>
    public static ItemCondition Present { get; } = new($"attribute_exists({TableShape.PartitionKey})");
}
