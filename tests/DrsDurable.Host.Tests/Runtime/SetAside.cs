using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Host.Tests.Api;

namespace DrsDurable.Host.Tests.Runtime;

/// <summary>Puts what cannot be read into the hub's store.</summary>
internal static class SetAside
{
    /// <summary>A quarantined instance whose only batch is damaged.</summary>
    public static async Task DamagedInstanceAsync(ApiHost host, string instanceId)
    {
        await CreateAsync(host, instanceId);
        await host.HubStore.AppendAsync(
            new AppendRequest(await LeaseAsync(host), new BatchKey(instanceId, "life", 0, 0), "writer", new byte[] { 0xFF }, [], null, [], null), default);
        await host.HubStore.SetQuarantineAsync(instanceId, "life", "batch format 255 is unknown to this version", default);
    }

    /// <summary>A quarantined instance that could be run.</summary>
    public static async Task RepairedInstanceAsync(ApiHost host, string instanceId)
    {
        await CreateAsync(host, instanceId);
        await host.HubStore.SetQuarantineAsync(instanceId, "life", "was damaged", default);
    }

    public static async Task DeadLetterAsync(ApiHost host, string targetInstanceId, string messageId, long stamp, byte[] content)
    {
        var message = new InboxMessage(targetInstanceId, null, messageId, stamp, 0, content);
        await host.HubStore.SendAsync([new OutboundMessage(message)], default);
        await host.HubStore.DeadLetterAsync(await LeaseAsync(host), message.Key, $"message format {content[0]} is unknown to this version", default);
    }

    private static async Task CreateAsync(ApiHost host, string instanceId)
    {
        var head = new InstanceHead(
            instanceId, "life", "Main", null, new Dictionary<string, string>(StringComparer.Ordinal), null, null, "life", DateTime.UnixEpoch, null, DateTime.UnixEpoch, null,
            InstanceStatus.Pending, null, 0, -1);
        await host.HubStore.SendAsync([new OutboundCreation(new InstanceCreation(head, null, InstanceCreation.EveryTerminalStatus))], default);
    }

    private static async Task<ShardLease> LeaseAsync(ApiHost host) => (await host.Hub.LookAsync(default)).Lease!;
}
