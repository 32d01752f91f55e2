using DrsDurable.Aws;
using DrsDurable.Aws.Drs.Model;

namespace DrsDurable.Host.Demo;

/// <summary>What DRS itself says: which servers there are, and what is still running.</summary>
/// <param name="cells">Every account and Region of the fleet.</param>
internal sealed class DrsInventory(IAwsClientFactory clients, IReadOnlyList<AwsTarget> cells)
{
    public async Task<IReadOnlyList<FleetServer>> ServersAsync(CancellationToken cancellationToken)
    {
        var servers = new List<FleetServer>();
        foreach (var cell in cells)
        {
            await foreach (var server in clients.Drs(cell).Paginators.DescribeSourceServers(new DescribeSourceServersRequest()).Items.WithCancellation(cancellationToken))
            {
                servers.Add(new FleetServer(cell.AccountId, cell.Region, server.SourceServerID!, server.Tags?.GetValueOrDefault("Tier")));
            }
        }

        return servers;
    }

    /// <summary>Recovery instances that these jobs launched and that have not been terminated.</summary>
    public async Task<IReadOnlyList<string>> RunningInstancesAsync(IReadOnlyCollection<string> jobIds, CancellationToken cancellationToken)
    {
        var running = new List<string>();
        foreach (var cell in cells)
        {
            await foreach (var instance in clients.Drs(cell).Paginators.DescribeRecoveryInstances(new DescribeRecoveryInstancesRequest()).Items.WithCancellation(cancellationToken))
            {
                if (instance.JobID is { } job && jobIds.Contains(job) && instance.Ec2InstanceState?.Value != "TERMINATED")
                {
                    running.Add(instance.RecoveryInstanceID!);
                }
            }
        }

        return running;
    }
}
