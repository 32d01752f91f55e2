using System.Globalization;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.Testing.Hubs;

/// <content>Lists of ids.</content>
public sealed partial class WeakHubStore
{
    public async Task<StorePage<string>> ListCompletedAsync(CompletedQuery query, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            (string Key, string Id)[] found = [.. medium.Instances
                .Where(pair => !pair.Value.IsTombstone)
                .Select(pair => pair.Value.DecodeHead())
                .Where(head => Matches(query, head))
                .Select(head => (CompletionKey(head), head.InstanceId))
                .OrderBy(item => item.Item1, StringComparer.Ordinal)
                .SkipWhile(item => query.Continuation is { } after && string.CompareOrdinal(item.Item1, after) <= 0)
                .Take(query.PageSize + 1)];
            return new StorePage<string>(
                [.. found.Take(query.PageSize).Select(item => item.Id)],
                found.Length > query.PageSize ? found[query.PageSize - 1].Key : null);
        }
    }

    public async Task<StorePage<string>> ListChildrenAsync(string parentInstanceId, string? continuation, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            string[] ids = [.. medium.Instances
                .Where(pair => !pair.Value.IsTombstone && pair.Value.DecodeHead().Parent?.InstanceId == parentInstanceId)
                .Select(pair => pair.Key)
                .Order(StringComparer.Ordinal)
                .Where(id => string.CompareOrdinal(id, continuation) > 0)
                .Take(PageSize)];
            return new StorePage<string>(ids, ids.Length == PageSize ? ids[^1] : null);
        }
    }

    private static bool Matches(CompletedQuery query, InstanceHead head) =>
        head.IsTerminal
        && (query.CompletedFrom is not { } from || CompletionOf(head) >= from)
        && (query.CompletedTo is not { } to || CompletionOf(head) <= to)
        && (query.Statuses is not { } statuses || statuses.Contains(head.Status));

    private static DateTime CompletionOf(InstanceHead head) => head.CompletedAt ?? head.LastUpdatedAt;

    private static string CompletionKey(InstanceHead head) =>
        string.Create(CultureInfo.InvariantCulture, $"{CompletionOf(head).Ticks:D19}/{head.InstanceId}");
}
