using DrsDurable.Aws;

namespace DrsDurable.Recovery.Jobs;

/// <param name="Now">Domain time: becomes the intent's.</param>
public sealed record PrepareLaunchInput(JobRun Run, DateTimeOffset Now);

/// <param name="Outcome">Set when no intent could be made: NotSent or Throttled to be waited out, Refused for good.</param>
/// <param name="Hostnames">By source server id.</param>
public sealed record PreparedLaunch(LaunchIntent? Intent, LaunchOutcome? Outcome, IReadOnlyDictionary<string, string>? Hostnames);

/// <summary>Reads what the servers launched last and returns the intent. Changes nothing; its result is the intent's place in history.</summary>
[DurableTask(nameof(PrepareLaunch))]
public sealed class PrepareLaunch(DrsReader reader, LaunchPermission permission) : TaskActivity<PrepareLaunchInput, PreparedLaunch>
{
    public override async Task<PreparedLaunch> RunAsync(TaskActivityContext context, PrepareLaunchInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var run = input.Run;
        var ids = run.Servers.Select(server => server.SourceServerId).ToList();
        try
        {
            var servers = await reader.ServersAsync(new AwsTarget(run.AccountId, run.Region), ids, permission.Lost).ConfigureAwait(false);
            return new PreparedLaunch(
                new LaunchIntent(input.Now, ids, run.IsDrill, LastLaunch.JobIdsOf(servers)),
                null,
                servers.Where(server => Hostname(server) is not null).ToDictionary(server => server.SourceServerID!, server => Hostname(server)!, StringComparer.Ordinal));
        }
        catch (UnknownAccountException unknown)
        {
            return new PreparedLaunch(null, new LaunchOutcome(LaunchVerdict.Refused, Detail: unknown.Message, Code: ServerErrorCode.AccountNotConfigured), null);
        }
        catch (UninitializedAccountException uninitialized)
        {
            return new PreparedLaunch(null, new LaunchOutcome(LaunchVerdict.Refused, Detail: uninitialized.Message, Code: uninitialized.ErrorCode), null);
        }
        catch (Exception failure) when (DrsTrouble.Covers(failure) && !permission.Lost.IsCancellationRequested)
        {
            return new PreparedLaunch(null, NotSent(DrsTrouble.Of("DescribeSourceServers", failure)), null);
        }
    }

    internal static LaunchOutcome NotSent(DrsTrouble trouble) => new(
        trouble.Reason == WaitReason.Throttled ? LaunchVerdict.Throttled : LaunchVerdict.NotSent,
        Detail: trouble.Detail,
        RetryAfterSeconds: trouble.RetryAfterSeconds);

    private static string? Hostname(SourceServer server) =>
        server is { SourceServerID: not null, SourceProperties.IdentificationHints: { } hints } ? hints.Hostname ?? hints.Fqdn : null;
}
