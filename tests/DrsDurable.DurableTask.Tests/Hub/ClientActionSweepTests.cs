using System.Collections.Concurrent;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.Testing.Cases;
using Xunit.Abstractions;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>
/// A client acts at every call to the store that the run of a parent and its child makes. It may be refused; it may not leave anything
/// behind that waits for ever, runs on, or contradicts itself.
/// </summary>
public sealed class ClientActionSweepTests(ITestOutputHelper output)
{
    private const int Seeds = 2;

    private static readonly InstanceStatus[] AnyStatus =
    [
        InstanceStatus.Pending, InstanceStatus.Running, InstanceStatus.Suspended, InstanceStatus.Completed, InstanceStatus.Failed, InstanceStatus.Terminated,
    ];

    private static readonly ClientAction[] Actions =
    [
        new("terminate recursive", client => TerminateAsync(client, recurse: true)),
        new("suspend and resume", client => SuspendAsync(client, "p"), client => ResumeAsync(client, "p")),
        new("suspend and resume the child", client => SuspendAsync(client, "c"), client => ResumeAsync(client, "c")),
        new("purge recursive", PurgeTreeAsync),
        new("purge the child", async client => $"{await client.PurgeAsync("c", default)}"),
        new("terminate and re-create", client => TerminateAsync(client, recurse: false), CompletionAsync, client => CreateAsync(client)),
        new("terminate recursive, purge and re-create", client => TerminateAsync(client, recurse: true), CompletionAsync, PurgeTreeAsync, client => CreateAsync(client)),
        new("replace", client => CreateAsync(client, AnyStatus)),
        new("restart", async client => $"{(await client.RestartAsync(new RestartInstanceRequest("p"), default)).Outcome}"),
        new("rewind", async client => $"{(await client.RewindAsync("p", "repaired", default)).Outcome}"),
    ];

    private readonly ConcurrentBag<string> problems = [];
    private readonly ConcurrentDictionary<(string Action, string Answer), int> answers = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_actions_at_every_store_call_of_a_parent_child_run_leave_nothing_waiting(bool childFails)
    {
        foreach (var seed in TestSeed.Series(first: 1, Seeds))
        {
            await SweepAsync(childFails, seed);
        }

        foreach (var (key, count) in answers.OrderBy(pair => $"{pair.Key}", StringComparer.Ordinal))
        {
            output.WriteLine($"{count,5} × {key.Action}: {key.Answer}");
        }

        problems.Should().BeEmpty();
        if (TestVolume.Case is null)
        {
            answers.Keys.Should().Contain(
            [
                ("terminate recursive", "Accepted"), ("terminate recursive", "Ended"), ("suspend and resume", "Accepted, Accepted"),
                ("purge recursive", "2 purged"), ("purge recursive", "p is active"), ("restart", "Restarted"), ("restart", "StillActive"),
                ("rewind", childFails ? "Rewound" : "NotFailed"),
            ]);
        }
    }

    /// <summary>What the weak store leaves undone depends on the seed.</summary>
    private async Task SweepAsync(bool childFails, int seed)
    {
        var clean = await ClientActionRun.RunAsync(childFails, seed);
        clean.Problems.Should().BeEmpty();
        var moments = Enumerable.Range(1, clean.Calls.Count)
            .SelectMany(call => new[] { new ClientMoment(call, GoesFirst: true), new ClientMoment(call, GoesFirst: false) })
            .Append(new ClientMoment(clean.Calls.Count + 1, GoesFirst: false));
        var cases = (from action in Actions from moment in moments select (action, moment)).ToList();
        output.WriteLine($"DRSDURABLE_SEED={seed}: {clean.Calls.Count} calls, {cases.Count} cases");
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (item, _) =>
            await TryAsync(clean, childFails, seed, item.action, item.moment));
    }

    private async Task TryAsync(ClientActionOutcome clean, bool childFails, int seed, ClientAction action, ClientMoment moment)
    {
        var where = moment.Number > clean.Calls.Count ? "at rest" : $"{(moment.GoesFirst ? "before" : "after")} call {moment.Number} {clean.Calls[moment.Number - 1]}";
        var text = $"client, {(childFails ? "failing child" : "parent and child")} | Weak | seed {seed} | {action.Name} {where}";
        if (TestVolume.Case is { } wanted && !text.Contains(wanted, StringComparison.Ordinal))
        {
            return;
        }

        IReadOnlyList<string> found;
        try
        {
            var outcome = await ClientActionRun.RunAsync(childFails, seed, action, moment);
            found = outcome.Problems;
            answers.AddOrUpdate((action.Name, outcome.Answer!), 1, (_, count) => count + 1);
        }
#pragma warning disable CA1031 // a run that breaks off is a finding like any other, and the others go on
        catch (Exception exception)
#pragma warning restore CA1031
        {
            found = [$"broke off: {exception.Message}"];
        }

        var line = $"{text} | {(found.Count == 0 ? "ok" : string.Join("; ", found))}";
        CaseLog.For("hub-faults.txt").Append(line);
        if (found.Count > 0)
        {
            problems.Add(line);
        }
    }

    private static async Task<string> TerminateAsync(ITaskHubClient client, bool recurse) => $"{await client.TerminateAsync("p", null, recurse, default)}";

    private static async Task<string> SuspendAsync(ITaskHubClient client, string id) => $"{await client.SuspendAsync(id, "wait", default)}";

    private static async Task<string> ResumeAsync(ITaskHubClient client, string id) => $"{await client.ResumeAsync(id, "on", default)}";

    private static async Task<string> CompletionAsync(ITaskHubClient client) => $"{(await client.WaitForCompletionAsync("p", includePayloads: false, default)).Status}";

    private static async Task<string> CreateAsync(ITaskHubClient client, IReadOnlyCollection<InstanceStatus>? replaceable = null) =>
        $"{(await client.CreateInstanceAsync(new CreateInstanceRequest("p", "Parent", RequestId: "again", ReplaceableStatuses: replaceable), default)).Outcome}";

    private static async Task<string> PurgeTreeAsync(ITaskHubClient client)
    {
        var report = await client.PurgeTreeAsync("p", default);
        return report.Active is { } active ? $"{active} is active" : $"{report.Purged} purged";
    }
}
