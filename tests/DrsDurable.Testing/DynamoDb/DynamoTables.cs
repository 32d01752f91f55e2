using Amazon.DynamoDBv2;
using DrsDurable.DynamoDB;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrsDurable.Testing.DynamoDb;

/// <summary>Tables of their own for tests, in the DynamoDB that a test process shares.</summary>
public static class DynamoTables
{
    /// <summary>What a host would be configured with for a table that is created when it is first opened.</summary>
    public static async Task<TableOptions> NewAsync() =>
        new($"t-{Guid.NewGuid():N}", "us-east-1", (await Dynalite.SharedAsync()).Url, CreateTable: true) { AttemptTimeout = TimeSpan.FromSeconds(30) };

    /// <summary>An open table, over a client that a test may have decorated.</summary>
    public static async Task<DynamoTable> OpenAsync(this TableOptions options, IAmazonDynamoDB client, TimeProvider? machine = null)
    {
        var table = new DynamoTable(client, options.Table, machine ?? TimeProvider.System, NullLogger.Instance);
        await table.OpenAsync(options, default);
        return table;
    }
}
