using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Ids by completion time.</content>
public sealed partial class TaskHub
{
    public async Task<InstanceIdPage> ListCompletedAsync(CompletedInstanceQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        var page = await PersistAsync(cancellationToken, "list completed", token => node.Store.ListCompletedAsync(
            new CompletedQuery(query.CompletedFrom, query.CompletedTo, query.Statuses, query.PageSize, query.ContinuationToken), token)).ConfigureAwait(false);
        return new InstanceIdPage(page.Items, page.Continuation);
    }
}
