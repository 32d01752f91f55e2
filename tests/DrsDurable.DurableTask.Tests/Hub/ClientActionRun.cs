using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Hubs.Invariants;
using DrsDurable.Testing.Time;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>What a client asks, one thing after the other; each answer in words.</summary>
internal sealed record ClientAction(string Name, params Func<ITaskHubClient, Task<string>>[] Steps);

/// <summary>At which call to the store the client acts.</summary>
/// <param name="Number">Counted from 1; one beyond the last is the hub at rest.</param>
/// <param name="GoesFirst">The client's first call takes effect before this one; otherwise right after it, before it is answered.</param>
internal sealed record ClientMoment(int Number, bool GoesFirst);

/// <param name="Calls">Operations, in the order in which they were called.</param>
/// <param name="Answer">What the client was told.</param>
internal sealed record ClientActionOutcome(IReadOnlyList<string> Calls, string? Answer, IReadOnlyList<string> Problems);

/// <summary>
/// One run of a parent with a child of a fixed id, on the weak store and virtual time, during which a client acts once. Nothing else
/// goes wrong, and no sweep puts anything right.
/// </summary>
internal sealed class ClientActionRun
{
    /// <summary>What the clock may move between the end of a parent and that of the children it took with it.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(1);

    /// <summary>Gives up on a hub that should have come to rest; real time, never reached by a passing test.</summary>
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(20);

    /// <summary>Glances at a hub at rest after which a client that still waits will wait for ever.</summary>
    private const int Patience = 2_000;

    private readonly AsyncLocal<bool> isClients = new();
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly VirtualTimeProvider clock = new();
    private readonly ClientAction? action;
    private readonly ClientMoment? moment;
    private Task<string>? acting;
    private HubProcess? process;
    private int calls;

    private ClientActionRun(ClientAction? action, ClientMoment? moment)
    {
        this.action = action;
        this.moment = moment;
    }

    private HubProcess Process => process ?? throw new InvalidOperationException("No process is running.");

    /// <param name="moment"><see langword="null"/> for a run without the action.</param>
    public static async Task<ClientActionOutcome> RunAsync(bool childFails, int seed, ClientAction? action = null, ClientMoment? moment = null)
    {
        using var medium = new HubMedium(HubStoreKind.Weak, seed);
        return await new ClientActionRun(action, moment).RunAsync(medium, childFails);
    }

    private async Task<ClientActionOutcome> RunAsync(HubMedium medium, bool childFails)
    {
        var (store, seen) = ObservedHubStore.Around(medium.Open(clock));
        process = await HubProcess.StartAsync(
            store, clock, tasks => AddFamily(tasks, childFails), workers: source => new FaultingWorkItemSource(source, medium.Weak.Trace, 1, [], new FaultStage()));
        int before;
        string? answer;
        await using (process)
        {
            await RestAsync();
            before = seen.Calls.Count;
            seen.Accompany = Accompany;
            await Process.Client.CreateInstanceAsync(new CreateInstanceRequest("p", "Parent", RequestId: "p"), default);
            await RestAsync();
            answer = action is null ? null : await AnswerAsync(Begin());
            seen.Accompany = null;
        }

        await using var stored = medium.Open(clock);
        List<string> problems = [.. await HubInvariants.CheckAsync(stored), .. HubTraceCheck.Run(medium.Weak.Trace.Entries)];
        problems.AddRange(await UnendedAsync(stored, isRecursive: action?.Name.Contains("recursive", StringComparison.Ordinal) == true));
        if (TestVolume.Case is not null)
        {
            CaseLog.For("hub-fault-trace.txt").Append($"{action?.Name} at {moment}: {answer}");
            foreach (var entry in medium.Weak.Trace.Entries)
            {
                CaseLog.For("hub-fault-trace.txt").Append($"  {entry}");
            }
        }

        return new ClientActionOutcome([.. seen.Calls.Skip(before).Select(call => call.Operation)], answer, problems);
    }

    /// <summary>The child waits for an hour, so that one that nobody stopped ends visibly later than its parent.</summary>
    private static void AddFamily(DurableTaskRegistry tasks, bool childFails)
    {
        var attempts = 0;
        tasks
            .AddActivityFunc<string, string>("Note", (_, text) => text)
            .AddActivityFunc<string, string>("Try", (_, text) =>
                Interlocked.Increment(ref attempts) == 1 && childFails ? throw new InvalidOperationException("not yet") : text)
            .AddOrchestratorFunc<string>("Child", async context =>
            {
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return await context.CallActivityAsync<string>("Try", "child");
            })
            .AddOrchestratorFunc<string>("Parent", async context =>
                await context.CallActivityAsync<string>("Note", "parent")
                + await context.CallSubOrchestratorAsync<string>("Child", null, new SubOrchestrationOptions(instanceId: "c")));
    }

    private CallCompany? Accompany(StoreCall _)
    {
        if (isClients.Value)
        {
            // Its own first call is the one the other is ordered against.
            return new CallCompany(() => Task.CompletedTask, () =>
            {
                begun.TrySetResult();
                return Task.CompletedTask;
            });
        }

        if (Interlocked.Increment(ref calls) != moment?.Number)
        {
            return null;
        }

        return moment.GoesFirst
            ? new CallCompany(BegunAsync, () => Task.CompletedTask)
            : new CallCompany(() => Task.CompletedTask, BegunAsync);
    }

    private Task BegunAsync() => Task.WhenAny(Begin(), begun.Task);

    private Task<string> Begin() => acting ??= Task.Run(async () =>
    {
        isClients.Value = true;
        var answers = new List<string>();
        foreach (var step in action!.Steps)
        {
            try
            {
                answers.Add(await step(Process.Client));
            }
            finally
            {
                // What finds its answer in memory makes no call.
                begun.TrySetResult();
            }
        }

        return string.Join(", ", answers);
    });

    private async Task<string> AnswerAsync(Task<string> answer)
    {
        for (var glances = 0; glances < Patience && !answer.IsCompleted; glances++)
        {
            await RestAsync();
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        await RestAsync();
        return answer.IsCompleted ? await answer : throw new TimeoutException("The hub is at rest and the client has no answer.");
    }

    private async Task RestAsync()
    {
        await Process.Hub.WhenIdleAsync(CancellationToken.None).WaitAsync(GiveUp);
        while (clock.AdvanceToNextTimer())
        {
            await Process.Hub.WhenIdleAsync(CancellationToken.None).WaitAsync(GiveUp);
        }
    }

    private static async Task<IReadOnlyList<string>> UnendedAsync(IHubStore store, bool isRecursive)
    {
        var found = new List<string>();
        var heads = (await store.QueryAsync(new HeadQuery(null, null, null, null, 1000, IncludePayloads: false, null), default)).Items.Select(item => item.Head).ToList();
        found.AddRange(heads.Where(head => !head.IsTerminal).Select(head => $"12: {head.InstanceId} is {head.Status} for ever"));
        var parent = heads.SingleOrDefault(head => head.InstanceId == "p");
        if (isRecursive && parent is { Status: InstanceStatus.Terminated, CompletedAt: { } ended })
        {
            found.AddRange(heads
                .Where(head => head.Parent?.InstanceId == "p" && head.CompletedAt - ended > AtOnce)
                .Select(head => $"25: {head.InstanceId} ran on after its parent was terminated with it"));
        }

        return found;
    }
}
