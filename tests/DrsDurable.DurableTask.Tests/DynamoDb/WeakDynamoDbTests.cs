using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DrsDurable.DynamoDB;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.DynamoDb;
using DrsDurable.Testing.Time;

namespace DrsDurable.DurableTask.Tests.DynamoDb;

/// <summary>The decorator that gives a local DynamoDB the real one's weaknesses and bill.</summary>
[NeedsDynalite]
public sealed class WeakDynamoDbTests : IAsyncLifetime
{
    private readonly VirtualTimeProvider time = new();
    private WeakDynamoDb weak = null!;
    private DynamoTable table = null!;
    private IAmazonDynamoDB plain = null!;

    public async Task InitializeAsync()
    {
        var options = await DynamoTables.NewAsync();
        plain = options.CreateClient();
        weak = new WeakDynamoDb(plain, TestSeed.Or(3), time);
        table = await options.OpenAsync(weak.Client);
        weak.Consumed.Reset();
    }

    public Task DisposeAsync()
    {
        plain.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_lagging_index_shows_what_was_there_before_and_catches_up()
    {
        weak.IndexLag = TimeSpan.FromSeconds(30);
        await table.PutAsync(Listed("a", 1, "1"), null, default);
        await table.PutAsync(Listed("b", 1, "2"), null, default);
        (await IndexAsync()).Should().BeEmpty("both were put within the lag");

        time.Advance(TimeSpan.FromSeconds(31));
        await table.UpdateAsync(new ItemKey("a", "h"), "SET st = :st", [(":st", Values.Number(2))], ItemCondition.Present, default);
        await table.DeleteAsync(new ItemKey("b", "h"), null, default);
        (await IndexAsync()).Should().Equal("a 1", "b 1");

        time.Advance(TimeSpan.FromSeconds(31));
        (await IndexAsync()).Should().Equal("a 2");
    }

    [Fact]
    public async Task A_throttled_partition_is_refused_and_the_others_are_not()
    {
        weak.Throttled = partition => partition == "hot";

        await table.PutAsync(new Item(new ItemKey("cold", "1")), null, default);
        var hot = () => table.PutAsync(new Item(new ItemKey("hot", "1")), null, default);

        (await hot.Should().ThrowAsync<TableUnavailableException>()).WithInnerException<ProvisionedThroughputExceededException>();
        weak.Throttled = null;
        (await table.GetAsync(new ItemKey("hot", "1"), default)).Should().BeNull("nothing of it took effect");
    }

    [Fact]
    public async Task A_batch_of_which_one_partition_is_throttled_waits_for_that_part_only()
    {
        var refused = 0;
        weak.Throttled = partition => partition == "hot" && Interlocked.Increment(ref refused) < 3;

        await table.WriteAsync([new Item(new ItemKey("hot", "1")), new Item(new ItemKey("cold", "1"))], [], default);

        (await table.GetAllAsync([new ItemKey("hot", "1"), new ItemKey("cold", "1"), new ItemKey("cold", "2")], default)).Should().HaveCount(2);
        weak.Consumed.RequestsByOperation["BatchWriteItem"].Should().BeGreaterThan(1);
    }

    [Fact]
    public async Task Unprocessed_items_are_sent_again_until_none_is_left()
    {
        weak.UnprocessedPercent = 20;
        ItemKey[] keys = [.. Enumerable.Range(0, 110).Select(i => new ItemKey("p", $"{i:D3}"))];

        await table.WriteAsync(keys.Select(key => new Item(key)), [], default);
        (await table.GetAllAsync(keys, default)).Should().HaveCount(110);
        await table.WriteAsync([], keys, default);

        (await table.ReadAsync(new ItemRange("p"), default)).Should().BeEmpty();
        weak.Consumed.RequestsByOperation["BatchWriteItem"].Should().BeGreaterThan(10);
        weak.Consumed.RequestsByOperation["BatchGetItem"].Should().BeGreaterThan(2);
    }

    [Fact]
    public async Task A_put_whose_answer_is_lost_has_taken_effect_and_meets_itself()
    {
        var lose = 1;
        weak.LosesAnswer = request => request is PutItemRequest && Interlocked.Decrement(ref lose) == 0;

        var first = await table.PutAsync(new Item(new ItemKey("p", "1")).With("w", "me"), ItemCondition.Absent, default);

        first.Should().BeFalse("the attempt that was repeated found the item of the one before");
        (await table.GetAsync(new ItemKey("p", "1"), default))!.Text("w").Should().Be("me");
        weak.LostAnswers.Should().Be(1);
    }

    [Fact]
    public async Task A_late_call_takes_effect_after_those_that_were_sent_later()
    {
        var once = 1;
        weak.ArrivesLate = request => request is PutItemRequest && Interlocked.Decrement(ref once) == 0;

        await table.PutAsync(new Item(new ItemKey("p", "1")).With("n", 1), null, default);
        await table.PutAsync(new Item(new ItemKey("p", "1")).With("n", 2), null, default);
        (await table.GetAsync(new ItemKey("p", "1"), default))!.Number("n").Should().Be(2);
        await weak.ArriveAsync();

        (await table.GetAsync(new ItemKey("p", "1"), default))!.Number("n").Should().Be(1);
    }

    [Fact]
    public async Task A_slow_call_is_waited_for()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        weak.Before = request => request is GetItemRequest ? gate.Task : Task.CompletedTask;

        var read = table.GetAsync(new ItemKey("p", "1"), default);
        read.IsCompleted.Should().BeFalse();
        gate.SetResult();

        (await read).Should().BeNull();
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(1_500, 2)]
    [InlineData(10_200, 10)]
    public async Task Writing_costs_a_unit_for_each_begun_kilobyte(int bytes, double units)
    {
        await table.PutAsync(new Item(new ItemKey("p", "1")).With("c", new byte[bytes]), null, default);

        weak.Consumed.WriteUnits.Should().Be(units);
        weak.Consumed.IndexUnits.Should().Be(0);
    }

    [Fact]
    public async Task A_refused_write_costs_what_the_item_there_weighs()
    {
        await table.PutAsync(new Item(new ItemKey("p", "1")).With("c", new byte[3_000]), null, default);
        weak.Consumed.Reset();

        await table.PutAsync(new Item(new ItemKey("p", "1")), ItemCondition.Absent, default);

        weak.Consumed.WriteUnits.Should().Be(3);
    }

    [Fact]
    public async Task Index_entries_cost_when_they_appear_change_or_go_and_not_otherwise()
    {
        (await UnitsAsync(() => table.PutAsync(Listed("a", 1, "1"), null, default))).Should().Be((2, 1), "the item and its entry");
        (await UnitsAsync(() => Update("SET note = :v", 1))).Should().Be((1, 0), "no entry shows it");
        (await UnitsAsync(() => Update("SET st = :v", 2))).Should().Be((2, 1), "the entry shows the status");
        (await UnitsAsync(() => table.PutAsync(Listed("a", 2, "9"), null, default))).Should().Be((3, 2), "one entry goes, another comes");
        (await UnitsAsync(() => table.DeleteAsync(new ItemKey("a", "h"), null, default))).Should().Be((2, 1));

        Task<bool> Update(string expression, int value) => table.UpdateAsync(new ItemKey("a", "h"), expression, [(":v", Values.Number(value))], ItemCondition.Present, default);
    }

    [Fact]
    public async Task Reading_costs_by_four_kilobytes_and_half_of_an_index()
    {
        await table.PutAsync(Listed("a", 1, "1").With("c", new byte[9_000]), null, default);
        weak.Consumed.Reset();

        await table.GetAsync(new ItemKey("a", "h"), default);
        weak.Consumed.ReadUnits.Should().Be(3);
        await IndexAsync();

        weak.Consumed.ReadUnits.Should().Be(3.5);
    }

    private static Item Listed(string id, int status, string sort) => new Item(new ItemKey(id, "h"))
        .With(TableShape.CreationPartition, "list").With(TableShape.CreationSort, sort).With(TableShape.Status, status);

    private async Task<(double Write, double Index)> UnitsAsync(Func<Task> act)
    {
        weak.Consumed.Reset();
        await act();
        return (weak.Consumed.WriteUnits, weak.Consumed.IndexUnits);
    }

    private async Task<IEnumerable<string>> IndexAsync() =>
        (await table.ReadAsync(new ItemRange("list", Index: TableShape.CreationIndex), default)).Select(item => $"{item.Key.Partition} {item.Number(TableShape.Status)}");
}
