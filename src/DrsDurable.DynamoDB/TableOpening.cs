using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DynamoDB;

/// <summary>Finds the table, or creates it, and makes sure that it is ours to use before anything relies on it.</summary>
public static partial class TableOpening
{
    private static readonly TimeSpan CreationLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan CreationPause = TimeSpan.FromMilliseconds(20);

    /// <exception cref="TableUnusableException">The table is missing, has another shape, or an action on it is denied.</exception>
    /// <exception cref="TableUnavailableException">DynamoDB did not answer.</exception>
    public static async Task OpenAsync(this DynamoTable table, TableOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var found = await DescribeAsync(table, cancellationToken).ConfigureAwait(false);
            if (found is null)
            {
                if (!options.CreateTable)
                {
                    throw new TableUnusableException(
                        $"There is no table '{table.Name}' in {Place(options)}. Set Store:DynamoDb:CreateTable=true to create it, or name the right table, Region and endpoint.");
                }

                found = await CreateAsync(table, cancellationToken).ConfigureAwait(false);
            }

            var deadline = table.Waiting.GetUtcNow() + CreationLimit;
            while (found is null || found.TableStatus == TableStatus.CREATING)
            {
                if (table.Waiting.GetUtcNow() > deadline)
                {
                    throw new TableUnusableException($"The table '{table.Name}' in {Place(options)} was not ready within {CreationLimit}.");
                }

                await Task.Delay(CreationPause, table.Waiting, cancellationToken).ConfigureAwait(false);
                found = await DescribeAsync(table, cancellationToken).ConfigureAwait(false);
            }

            if (TableShape.Difference(found) is { } difference)
            {
                throw new TableUnusableException($"The table '{table.Name}' in {Place(options)} is not one of this product: {difference}. Name another table.");
            }

            if (options.CreateTable)
            {
                await ProtectAsync(table, cancellationToken).ConfigureAwait(false);
            }

            await TryEveryActionAsync(table, cancellationToken).ConfigureAwait(false);
        }
        catch (TableUnavailableException denied) when (denied.IsDenied)
        {
            throw new TableUnusableException(denied.Message, denied);
        }
    }

    private static string Place(TableOptions options) => options.Endpoint is { } endpoint ? $"{endpoint} ({options.Region})" : options.Region;

    private static async Task<TableDescription?> DescribeAsync(DynamoTable table, CancellationToken cancellationToken)
    {
        try
        {
            return (await table.Calls.RunAsync("DescribeTable", token => table.Client.DescribeTableAsync(table.Name, token), cancellationToken).ConfigureAwait(false)).Table;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private static async Task<TableDescription?> CreateAsync(DynamoTable table, CancellationToken cancellationToken)
    {
        try
        {
            return (await table.Calls.RunAsync(
                "CreateTable", token => table.Client.CreateTableAsync(TableShape.Creation(table.Name), token), cancellationToken).ConfigureAwait(false)).TableDescription;
        }
        catch (ResourceInUseException)
        {
            // Another process, or an attempt whose answer was lost, created it at this moment.
            return await DescribeAsync(table, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Expiry of what nothing refers to any more, and restoring to any point of the last 35 days. An endpoint that knows neither works without.</summary>
    private static async Task ProtectAsync(DynamoTable table, CancellationToken cancellationToken)
    {
        var lacking = new List<string>();
        if (!await SwitchOnAsync("UpdateTimeToLive", async token =>
        {
            var there = (await table.Client.DescribeTimeToLiveAsync(table.Name, token).ConfigureAwait(false)).TimeToLiveDescription;
            if (there?.TimeToLiveStatus != TimeToLiveStatus.ENABLED && there?.TimeToLiveStatus != TimeToLiveStatus.ENABLING)
            {
                await table.Client.UpdateTimeToLiveAsync(
                    new UpdateTimeToLiveRequest
                    {
                        TableName = table.Name,
                        TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = TableShape.Expiry, Enabled = true },
                    },
                    token).ConfigureAwait(false);
            }

            return true;
        }).ConfigureAwait(false))
        {
            lacking.Add("time to live (expired items stay in the table; reads leave them out)");
        }

        if (!await SwitchOnAsync("UpdateContinuousBackups", async token =>
        {
            await table.Client.UpdateContinuousBackupsAsync(
                new UpdateContinuousBackupsRequest
                {
                    TableName = table.Name,
                    PointInTimeRecoverySpecification = new PointInTimeRecoverySpecification { PointInTimeRecoveryEnabled = true },
                },
                token).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false))
        {
            lacking.Add("point-in-time recovery");
        }

        if (lacking.Count > 0)
        {
            LogLacking(table.Logger, table.Name, string.Join(" and ", lacking));
        }

        async Task<bool> SwitchOnAsync(string operation, Func<CancellationToken, Task<bool>> call)
        {
            try
            {
                return await table.Calls.RunAsync(operation, call, cancellationToken).ConfigureAwait(false);
            }
            catch (AmazonDynamoDBException unknown) when (unknown.ErrorCode?.Contains("UnknownOperation", StringComparison.Ordinal) == true)
            {
                return false;
            }
        }
    }

    /// <summary>A missing permission shows now, by its name, and not in the middle of a drill.</summary>
    private static async Task TryEveryActionAsync(DynamoTable table, CancellationToken cancellationToken)
    {
        var probe = new ItemKey("probe", Guid.NewGuid().ToString("N"));
        var item = new Item(probe).ExpiringAt(table.Machine.GetUtcNow().AddDays(1));
        await table.PutAsync(item, null, cancellationToken).ConfigureAwait(false);
        await table.UpdateAsync(probe, "SET tried = :tried", [(":tried", Values.Number(1))], ItemCondition.Present, cancellationToken).ConfigureAwait(false);
        await table.GetAsync(probe, cancellationToken).ConfigureAwait(false);
        await table.GetAllAsync([probe], cancellationToken).ConfigureAwait(false);
        await table.PageAsync(new ItemRange(probe.Partition, Prefix: probe.Sort), 1, cancellationToken).ConfigureAwait(false);
        foreach (var index in new[] { TableShape.CreationIndex, TableShape.SecondIndex })
        {
            await table.PageAsync(new ItemRange(probe.Partition, Index: index), 1, cancellationToken).ConfigureAwait(false);
        }

        await table.WriteAsync([], [probe], cancellationToken).ConfigureAwait(false);
        await table.DeleteAsync(probe, null, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "The endpoint of table '{Table}' does not know {Lacking}. That is expected of a local DynamoDB and nowhere else.")]
    private static partial void LogLacking(ILogger logger, string table, string lacking);
}
