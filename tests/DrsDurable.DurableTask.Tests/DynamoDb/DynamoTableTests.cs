using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DrsDurable.DynamoDB;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.Testing.DynamoDb;
using DrsDurable.Testing.Time;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrsDurable.DurableTask.Tests.DynamoDb;

/// <summary>Opening the table, and what every store does with it.</summary>
[NeedsDynalite]
public sealed class DynamoTableTests
{
    [Fact]
    public async Task A_missing_table_is_refused_with_the_way_out_unless_it_may_be_created()
    {
        var options = await DynamoTables.NewAsync();
        using var client = options.CreateClient();

        var open = () => (options with { CreateTable = false }).OpenAsync(client);

        (await open.Should().ThrowAsync<TableUnusableException>()).WithMessage($"*{options.Table}*CreateTable=true*");
        await options.OpenAsync(client);
        await open.Should().NotThrowAsync("it was created meanwhile");
    }

    [Fact]
    public async Task Two_processes_that_create_it_at_once_share_one_table()
    {
        var options = await DynamoTables.NewAsync();
        using var client = options.CreateClient();

        var open = () => Task.WhenAll(Enumerable.Range(0, 8).Select(_ => options.OpenAsync(client)));

        await open.Should().NotThrowAsync();
    }

    [Fact]
    public async Task A_table_of_another_shape_is_refused_naming_the_difference_and_stays_as_it_is()
    {
        var options = await DynamoTables.NewAsync();
        using var client = options.CreateClient();
        var foreign = TableShape.Creation(options.Table);
        foreign.GlobalSecondaryIndexes.RemoveAt(1);
        foreign.AttributeDefinitions.RemoveAll(attribute => attribute.AttributeName is TableShape.SecondPartition or TableShape.SecondSort);
        await client.CreateTableAsync(foreign);

        var open = () => options.OpenAsync(client);

        (await open.Should().ThrowAsync<TableUnusableException>()).WithMessage($"*{options.Table}*no index '{TableShape.SecondIndex}'*");
        (await client.ScanAsync(new ScanRequest(options.Table))).Count.Should().Be(0);
    }

    [Fact]
    public async Task Whatever_the_endpoint_lacks_is_said_once()
    {
        var options = await DynamoTables.NewAsync();
        using var client = options.CreateClient();
        var logs = new CollectingLoggerProvider();
        var logger = logs.CreateLogger("table");
        var table = new DynamoTable(client, options.Table, TimeProvider.System, logger);

        await table.OpenAsync(options, default);

        logs.Lines("table").Should().ContainSingle()
            .Which.Should().Contain("time to live").And.Contain("point-in-time recovery");
    }

    [Fact]
    public async Task A_missing_permission_is_named_when_the_table_is_opened()
    {
        var options = await DynamoTables.NewAsync();
        using var client = options.CreateClient();
        await options.OpenAsync(client);
        var weak = new WeakDynamoDb(client, 1)
        {
            Before = request => request is BatchWriteItemRequest
                ? throw new AmazonDynamoDBException("User is not authorized.") { ErrorCode = "AccessDeniedException", StatusCode = System.Net.HttpStatusCode.BadRequest }
                : Task.CompletedTask,
        };

        var open = () => options.OpenAsync(weak.Client);

        (await open.Should().ThrowAsync<TableUnusableException>()).WithMessage($"*dynamodb:BatchWriteItem*{options.Table}*");
    }

    [Fact]
    public async Task What_has_expired_is_not_there_whether_it_was_removed_or_not()
    {
        var options = await DynamoTables.NewAsync();
        using var client = options.CreateClient();
        var machine = new VirtualTimeProvider();
        var table = await options.OpenAsync(client, machine);
        var item = new Item(new ItemKey("p", "1")).ExpiringAt(machine.GetUtcNow().AddHours(1));
        await table.PutAsync(item, null, default);
        (await table.GetAsync(item.Key, default)).Should().NotBeNull();

        machine.Advance(TimeSpan.FromHours(2));

        (await table.GetAsync(item.Key, default)).Should().BeNull();
        (await table.GetAllAsync([item.Key], default)).Should().BeEmpty();
        (await table.ReadAsync(new ItemRange("p"), default)).Should().BeEmpty();
        (await table.CountAsync(new ItemRange("p"), default)).Should().Be(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_partition_is_paged_from_either_end_without_gap_or_double(bool descending)
    {
        var options = await DynamoTables.NewAsync();
        using var client = options.CreateClient();
        var table = await options.OpenAsync(client);
        string[] sorts = [.. Enumerable.Range(0, 23).Select(i => $"k{i:D2}")];
        await table.WriteAsync(
            sorts.Append("other").Select(sort => new Item(new ItemKey("p", sort)).With(TableShape.CreationPartition, "l").With(TableShape.CreationSort, sort)), [], default);

        foreach (var start in new[] { new ItemRange("p", Prefix: "k", Descending: descending), new ItemRange("l", From: "k", To: "l", Descending: descending, Index: TableShape.CreationIndex) })
        {
            var read = new List<string>();
            for (ItemRange? range = start; range is not null;)
            {
                var (items, next) = await table.PageAsync(range, 5, default);
                read.AddRange(items.Select(item => item.Key.Sort));
                if (read.Count == 5)
                {
                    await table.DeleteAsync(items[^1].Key, null, default);
                    await table.PutAsync(new Item(items[^1].Key).With(TableShape.CreationPartition, "l").With(TableShape.CreationSort, items[^1].Key.Sort), null, default);
                }

                range = next is null ? null : range.After(next);
            }

            read.Should().Equal(descending ? sorts.Reverse() : sorts);
        }
    }
}
