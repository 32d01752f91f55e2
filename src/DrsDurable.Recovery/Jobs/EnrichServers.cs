using DrsDurable.Aws;
using DrsDurable.Recovery.Executions;

namespace DrsDurable.Recovery.Jobs;

public sealed record EnrichServersInput(string AccountId, string Region, string JobId, IReadOnlyList<ServerProgress> Servers);

/// <summary>
/// Completes what is known of servers whose verdict stands: instance ids by the record whose <c>jobID</c> is this job, reasons by the job log. Never fails;
/// what DRS does not tell stays open.
/// </summary>
[DurableTask(nameof(EnrichServers))]
public sealed class EnrichServers(DrsReader reader, LaunchPermission permission) : TaskActivity<EnrichServersInput, IReadOnlyList<ServerProgress>>
{
    public override async Task<IReadOnlyList<ServerProgress>> RunAsync(TaskActivityContext context, EnrichServersInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var target = new AwsTarget(input.AccountId, input.Region);
        var servers = input.Servers;
        try
        {
            if (servers.Any(LacksReason))
            {
                var log = await reader.LogAsync(target, input.JobId, permission.Lost).ConfigureAwait(false);
                servers = [.. servers.Select(server => log.TryGetValue(server.SourceServerId, out var lines) ? WithLog(server, lines) : server)];
            }

            var launched = servers.Where(LacksInstance).Select(server => server.SourceServerId).ToList();
            if (launched.Count > 0)
            {
                var instances = (await reader.InstancesOfAsync(target, launched, permission.Lost).ConfigureAwait(false))
                    .Where(instance => string.Equals(instance.JobID, input.JobId, StringComparison.Ordinal))
                    .ToLookup(instance => instance.SourceServerID, StringComparer.Ordinal);
                servers = [.. servers.Select(server => instances[server.SourceServerId].FirstOrDefault() is { } instance && LacksInstance(server) ? WithInstance(server, instance) : server)];
            }
        }
        catch (Exception failure) when (DrsTrouble.Covers(failure) && !permission.Lost.IsCancellationRequested)
        {
            return servers;
        }

        return servers;
    }

    /// <summary>There is something left to ask for.</summary>
    public static bool IsWanting(ServerProgress server) => LacksInstance(server) || LacksReason(server);

    private static bool LacksInstance(ServerProgress server) => server is { Status: ServerStatus.Launched } and ({ RecoveryInstanceId: null } or { Ec2InstanceId: null });

    private static bool LacksReason(ServerProgress server) =>
        server is { Status: ServerStatus.Failed, Error: { RawError: null } } or { Status: ServerStatus.Launched, Ec2InstanceId: null };

    private static ServerProgress WithLog(ServerProgress server, ServerLog lines) => JobProgress.After(
        server,
        new ServerObservation(server.SourceServerId, server.LaunchStatus, lines.Phase, null, lines.TargetInstanceId, lines.LaunchedAt, lines.FailureEvent, lines.RawError),
        server.EndedAt ?? default);

    private static ServerProgress WithInstance(ServerProgress server, RecoveryInstance instance) => server with
    {
        RecoveryInstanceId = instance.RecoveryInstanceID ?? server.RecoveryInstanceId,
        Ec2InstanceId = instance.Ec2InstanceID ?? server.Ec2InstanceId,
        Hostname = server.Hostname ?? instance.RecoveryInstanceProperties?.IdentificationHints?.Hostname,
    };
}
