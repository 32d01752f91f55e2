using System.Text.Json.Nodes;
using DrsDurable.Testing.Drills;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Benchmarks.Measures;

/// <summary>
/// What orchestrators of this kind usually do: each chain of servers is a loop that starts one, asks DRS every so many seconds, and
/// starts the next one when it sees LAUNCHED.
/// </summary>
/// <param name="interval">On the machine's clock.</param>
internal sealed class FixedIntervalPoller(SignedDrs drs, TimeSpan interval)
{
    public Task RunAsync(IReadOnlyList<IReadOnlyList<int>> chains) => Task.WhenAll(chains.Select(RunAsync));

    private async Task RunAsync(IReadOnlyList<int> servers)
    {
        foreach (var server in servers)
        {
            var job = await StartAsync(FleetFile.ServerId(server));
            do
            {
                await Task.Delay(interval, TimeProvider.System);
            }
            while (!await IsLaunchedAsync(job));
        }
    }

    private async Task<string> StartAsync(string sourceServerId)
    {
        while (true)
        {
            try
            {
                return await drs.StartDrillAsync(sourceServerId);
            }
            catch (DrsRefusedException refused) when (refused.IsThrottling)
            {
                await Task.Delay(interval / 30, TimeProvider.System);
            }
        }
    }

    private async Task<bool> IsLaunchedAsync(string job)
    {
        try
        {
            var answer = await drs.CallAsync("DescribeJobs", new JsonObject { ["filters"] = new JsonObject { ["jobIDs"] = new JsonArray(job) } });
            return (string?)answer["items"]![0]!["participatingServers"]![0]!["launchStatus"] == "LAUNCHED";
        }
        catch (DrsRefusedException refused) when (refused.IsThrottling)
        {
            return false;
        }
    }
}
