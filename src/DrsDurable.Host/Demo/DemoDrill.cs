using DrsDurable.Host.Composition;

namespace DrsDurable.Host.Demo;

/// <summary>One drill of the plan 3TierTest, prepared, started and watched through the HTTP API.</summary>
internal sealed class DemoDrill(RunningHost host, DrillApi api, DrsInventory inventory, TextWriter output, IDrillProgress progress)
{
    private const string PlanName = "3TierTest";
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

    private readonly long began = host.Clocks.Machine.GetTimestamp();

    /// <summary>Known as soon as the drill has been accepted.</summary>
    public string? ExecutionId { get; private set; }

    /// <summary>Groups and plan, then the drill.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var tiers = TierSelection.Of(await inventory.ServersAsync(cancellationToken))
                    ?? throw new StartException(
                        CommandLine.ExitCode.UsageOrConfiguration,
                        "The fleet has no account and Region with servers of all three tiers: tag some with Tier: Database, some with Tier: Application, some with Tier: Web.");
        var waves = new List<(string Wave, string GroupId)>();
        foreach (var tier in tiers)
        {
            waves.Add((tier.Name, await api.EnsureGroupAsync(tier, cancellationToken)));
        }

        var planId = await api.EnsurePlanAsync(PlanName, waves, cancellationToken);
        await output.WriteLineAsync($"protection groups {string.Join(", ", tiers.Select(tier => $"{tier.Name} ({tier.SourceServerIds.Count})"))}; recovery plan {PlanName}: {string.Join(" <- ", Tier.Names)}");
        if (await api.FindRunningDrillAsync(planId, cancellationToken) is { } running)
        {
            ExecutionId = running;
            await output.WriteLineAsync($"drill {running} is still under way from before: following it");
        }
        else
        {
            ExecutionId = await api.StartDrillAsync(planId, cancellationToken);
            await output.WriteLineAsync($"drill {ExecutionId} started, clean-up at its end");
        }

        await output.WriteLineAsync();
    }

    /// <summary>Shows the drill until it has ended and cleaned up.</summary>
    public async Task<DrillOutcome> FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var drill = await api.GetDrillAsync(ExecutionId!, cancellationToken);
            var simulated = drill.Elapsed(host.Clocks.Domain.GetUtcNow());
            var real = host.Clocks.Machine.GetElapsedTime(began);
            progress.Show(drill, simulated, real);
            if (drill.HasEnded && drill.Cleanup.Status is not ("PENDING" or "RUNNING"))
            {
                var jobs = drill.Servers.Select(server => server.JobId).OfType<string>().ToHashSet(StringComparer.Ordinal);
                return new DrillOutcome(drill, simulated, real, jobs.Count, await inventory.RunningInstancesAsync(jobs, cancellationToken));
            }

            await Task.Delay(LookAgainAfter, host.Clocks.Machine, cancellationToken);
        }
    }

    public Task CancelAsync(string reason, CancellationToken cancellationToken) => api.CancelAsync(ExecutionId!, reason, cancellationToken);
}

/// <param name="StillRunning">Recovery instances of this drill that DRS still shows; none after a clean-up.</param>
internal sealed record DrillOutcome(DrillView Drill, TimeSpan Simulated, TimeSpan Real, int Jobs, IReadOnlyList<string> StillRunning)
{
    public bool Completed => Drill.Status == "COMPLETED" && StillRunning.Count == 0 && Drill.Cleanup.Leftovers.Count == 0;

    public string CleanupText => StillRunning.Count == 0
        ? $"clean-up verified: DRS shows no running recovery instance of this drill's {Jobs} jobs"
        : $"clean-up left {StillRunning.Count}: {string.Join(", ", StillRunning)}";
}
