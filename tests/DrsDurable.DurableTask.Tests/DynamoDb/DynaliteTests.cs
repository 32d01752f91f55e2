using System.Diagnostics;
using Amazon.DynamoDBv2.Model;
using DrsDurable.Testing.DynamoDb;

namespace DrsDurable.DurableTask.Tests.DynamoDb;

/// <summary>The local DynamoDB of the tests, as far as the stores rely on it.</summary>
[NeedsDynalite]
public sealed class DynaliteTests
{
    [Fact]
    public async Task It_is_installed_once_and_shared_by_the_tests_of_a_process()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Dynalite.SharedAsync()));

        servers.Distinct().Should().ContainSingle();
        servers[0].Url.Host.Should().Be("127.0.0.1");
        using var client = servers[0].Client();
        (await client.ListTablesAsync()).HttpStatusCode.Should().Be(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_that_is_disposed_is_gone()
    {
        var server = await Dynalite.StartAsync();
        using var client = server.Client();
        await client.ListTablesAsync();
        var id = server.ProcessId;

        await server.DisposeAsync();

        FluentActions.Invoking(() => Process.GetProcessById(id)).Should().Throw<ArgumentException>();
        await client.Invoking(gone => gone.ListTablesAsync()).Should().ThrowAsync<Exception>();
    }

    [Fact]
    public async Task It_lacks_what_the_stores_must_do_without()
    {
        using var client = (await Dynalite.SharedAsync()).Client();

        var transaction = () => client.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = [] });

        (await transaction.Should().ThrowAsync<Amazon.DynamoDBv2.AmazonDynamoDBException>()).Which.ErrorCode.Should().Contain("UnknownOperation");
    }
}
