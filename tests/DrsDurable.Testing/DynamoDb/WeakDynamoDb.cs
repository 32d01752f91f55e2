using System.Collections.Concurrent;
using System.Reflection;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DrsDurable.DynamoDB;

namespace DrsDurable.Testing.DynamoDb;

/// <summary>
/// Gives a local DynamoDB what the real one has and it lacks: indexes that lag, partitions that are throttled, batches half done, answers that
/// come late or never, and a bill. Each setting works on the calls that begin while it is set. Clients of one table share the state of one.
/// </summary>
public sealed partial class WeakDynamoDb
{
    private readonly IAmazonDynamoDB inner;
    private readonly IndexHistory history;
    private readonly Random random;
    private readonly ConcurrentQueue<Func<Task>> late = new();
    private int lostAnswers;

    /// <param name="time">By which indexes lag.</param>
    public WeakDynamoDb(IAmazonDynamoDB inner, int seed, TimeProvider? time = null)
    {
        this.inner = inner;
        random = new Random(seed);
        history = new IndexHistory(time ?? TimeProvider.System);
        Client = DispatchProxy.Create<IAmazonDynamoDB, Interception>();
        ((Interception)Client).Target = this;
    }

    /// <summary>What a store is given in place of the client underneath.</summary>
    public IAmazonDynamoDB Client { get; }

    public ConsumedUnits Consumed { get; } = new();

    /// <summary>How far list indexes are behind.</summary>
    public TimeSpan IndexLag { get; set; }

    /// <summary>Partition keys whose every access is refused for its rate; in batches their items stay unprocessed.</summary>
    public Func<string, bool>? Throttled { get; set; }

    /// <summary>How many of 100 items of a batch stay unprocessed, by chance; never all of them.</summary>
    public int UnprocessedPercent { get; set; }

    /// <summary>Awaited before a call is passed on.</summary>
    public Func<AmazonWebServiceRequest, Task>? Before { get; set; }

    /// <summary>Calls for which it answers <see langword="true"/> take effect, and their answer is lost.</summary>
    public Func<AmazonWebServiceRequest, bool>? LosesAnswer { get; set; }

    /// <summary>Calls for which it answers <see langword="true"/> time out and take effect later, in <see cref="ArriveAsync"/>.</summary>
    public Func<AmazonWebServiceRequest, bool>? ArrivesLate { get; set; }

    /// <summary>Answers lost so far.</summary>
    public int LostAnswers => Volatile.Read(ref lostAnswers);

    /// <summary>Lets what was late take effect now, in the order it was sent.</summary>
    public async Task ArriveAsync()
    {
        while (late.TryDequeue(out var call))
        {
            try
            {
                await call();
            }
            catch (ConditionalCheckFailedException)
            {
                // It came too late to do anything: nobody waits for that answer.
            }
        }
    }

    /// <param name="passLater">The same, for whom nobody waits any more.</param>
    private async Task<TResponse> CallAsync<TRequest, TResponse>(TRequest request, Func<TRequest, Task<TResponse>> pass, Func<TRequest, Task<TResponse>> passLater)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse
    {
        Consumed.Request(typeof(TRequest).Name.Replace("Request", "", StringComparison.Ordinal));
        if (Before is { } before)
        {
            await before(request);
        }

        if (PartitionOf(request) is { } partition && Throttled?.Invoke(partition) == true)
        {
            throw Throttle();
        }

        if (ArrivesLate?.Invoke(request) == true)
        {
            late.Enqueue(() => PerformAsync(request, passLater));
            throw new TimeoutException("The test lets this call arrive late.");
        }

        var answer = await PerformAsync(request, pass);
        if (LosesAnswer?.Invoke(request) == true)
        {
            Interlocked.Increment(ref lostAnswers);
            throw new TimeoutException("The test lost the answer of this call.");
        }

        return answer;
    }

    private async Task<TResponse> PerformAsync<TRequest, TResponse>(TRequest request, Func<TRequest, Task<TResponse>> pass)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse => request switch
        {
            PutItemRequest put => await WriteAsync(put.TableName, put.Item, () => pass(request), _ => put.Item),
            UpdateItemRequest update => await WriteAsync(update.TableName, update.Key, () => pass(request), null),
            DeleteItemRequest delete => await WriteAsync(delete.TableName, delete.Key, () => pass(request), static _ => null),
            BatchWriteItemRequest batch => (TResponse)(object)await BatchAsync(batch, changed => (Task<BatchWriteItemResponse>)(object)pass((TRequest)(object)changed)),
            BatchGetItemRequest batch => (TResponse)(object)await BatchAsync(batch, changed => (Task<BatchGetItemResponse>)(object)pass((TRequest)(object)changed)),
            _ => Read(request, await pass(request)),
        };

    private TResponse Read<TRequest, TResponse>(TRequest request, TResponse answer)
    {
        switch (request, answer)
        {
            case (GetItemRequest get, GetItemResponse got):
                Consumed.Read(ItemSize.ReadUnits(ItemSize.Of(got.Item), get.ConsistentRead == true));
                break;
            case (QueryRequest query, QueryResponse page):
                if (query.IndexName is not null && IndexLag > TimeSpan.Zero)
                {
                    history.Age(query, page, IndexLag);
                }

                Consumed.Read(ItemSize.ReadUnits((page.Items ?? []).Sum(ItemSize.Of), query.ConsistentRead == true));
                break;
        }

        return answer;
    }

    /// <param name="after">The item as written; <see langword="null"/> to read it.</param>
    private async Task<TResponse> WriteAsync<TResponse>(
        string table,
        Dictionary<string, AttributeValue> key,
        Func<Task<TResponse>> write,
        Func<TResponse, Dictionary<string, AttributeValue>?>? after)
    {
        var before = await ImageAsync(table, key);
        try
        {
            var answer = await write();
            Bill(key, before, after is null ? await ImageAsync(table, key) : after(answer));
            return answer;
        }
        catch (ConditionalCheckFailedException)
        {
            Consumed.Wrote(ItemSize.WriteUnits(ItemSize.Of(before)), 0);
            throw;
        }
    }

    private void Bill(Dictionary<string, AttributeValue> key, Dictionary<string, AttributeValue>? before, Dictionary<string, AttributeValue>? after)
    {
        double indexes = 0;
        foreach (var index in new[] { TableShape.CreationIndex, TableShape.SecondIndex })
        {
            var (was, becomes) = (IndexHistory.Projected(before, index), IndexHistory.Projected(after, index));
            indexes += (was, becomes) switch
            {
                (null, null) => 0,
                (null, _) or (_, null) => ItemSize.WriteUnits(ItemSize.Of(was ?? becomes)),
                _ when Same(was, becomes) => 0,
                _ when Same(WithoutStatus(was), WithoutStatus(becomes)) => ItemSize.WriteUnits(ItemSize.Of(becomes)),
                _ => ItemSize.WriteUnits(ItemSize.Of(was)) + ItemSize.WriteUnits(ItemSize.Of(becomes)),
            };
        }

        Consumed.Wrote(ItemSize.WriteUnits(Math.Max(ItemSize.Of(before), ItemSize.Of(after))), indexes);
        if (indexes > 0)
        {
            history.Changed(IndexHistory.KeyOf(key), before);
        }

        static Dictionary<string, AttributeValue> WithoutStatus(Dictionary<string, AttributeValue> entry) =>
            entry.Where(pair => pair.Key != TableShape.Status).ToDictionary(StringComparer.Ordinal);

        static bool Same(Dictionary<string, AttributeValue> left, Dictionary<string, AttributeValue> right) =>
            left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var other) && other.S == pair.Value.S && other.N == pair.Value.N);
    }

    /// <summary>The item as it is now; looking costs the store nothing.</summary>
    private async Task<Dictionary<string, AttributeValue>?> ImageAsync(string table, Dictionary<string, AttributeValue> key)
    {
        var found = await inner.GetItemAsync(new GetItemRequest
        {
            TableName = table,
            Key = new() { [TableShape.PartitionKey] = key[TableShape.PartitionKey], [TableShape.SortKey] = key[TableShape.SortKey] },
            ConsistentRead = true,
        });
        return found.Item is { Count: > 0 } item ? item : null;
    }

    private static string? PartitionOf(AmazonWebServiceRequest request) => request switch
    {
        PutItemRequest put => put.Item[TableShape.PartitionKey].S,
        UpdateItemRequest update => update.Key[TableShape.PartitionKey].S,
        DeleteItemRequest delete => delete.Key[TableShape.PartitionKey].S,
        GetItemRequest get => get.Key[TableShape.PartitionKey].S,
        QueryRequest query => query.ExpressionAttributeValues[":pk"].S,
        _ => null,
    };

    private static ProvisionedThroughputExceededException Throttle() =>
        new("The test throttles this partition.") { ErrorCode = "ProvisionedThroughputExceededException", StatusCode = System.Net.HttpStatusCode.BadRequest };

    /// <summary>Every call of the client passes here. Public, and not sealed, because the proxy derives from it.</summary>
    public class Interception : DispatchProxy
    {
        private static readonly MethodInfo Generic = typeof(WeakDynamoDb).GetMethod(nameof(CallAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

        internal WeakDynamoDb Target { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (args is [AmazonWebServiceRequest request, CancellationToken] && targetMethod!.ReturnType is { IsGenericType: true } task)
            {
                var (requestType, responseType) = (request.GetType(), task.GetGenericArguments()[0]);
                Delegate Passed(CancellationToken token) => Delegate.CreateDelegate(
                    typeof(Func<,>).MakeGenericType(requestType, task),
                    new Passing(Target.inner, targetMethod, token),
                    typeof(Passing).GetMethod(nameof(Passing.Pass))!.MakeGenericMethod(requestType, responseType));
                return Generic.MakeGenericMethod(requestType, responseType)
                    .Invoke(Target, [request, Passed((CancellationToken)args[1]!), Passed(CancellationToken.None)]);
            }

            try
            {
                return targetMethod!.Invoke(Target.inner, args);
            }
            catch (TargetInvocationException exception) when (exception.InnerException is { } thrown)
            {
                throw thrown;
            }
        }
    }

    private sealed class Passing(IAmazonDynamoDB inner, MethodInfo method, CancellationToken cancellationToken)
    {
        public Task<TResponse> Pass<TRequest, TResponse>(TRequest request) => (Task<TResponse>)method.Invoke(inner, [request, cancellationToken])!;
    }
}
