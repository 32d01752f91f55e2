using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>One run of a scenario with one thing (or several crashes) going wrong.</summary>
/// <param name="Kind">For the summary.</param>
/// <param name="Text">What goes wrong where, so that the case can be run again.</param>
/// <param name="MayRepeat">Activities may run more often than in the clean run.</param>
internal sealed record FaultCase(string Kind, string Text, ScenarioFaults Faults, bool MayRepeat)
{
    private static readonly Dictionary<StoreFaultKind, int[]> Distances = new()
    {
        [StoreFaultKind.LateEffect] = [1, 4, 12],
        [StoreFaultKind.LateEffectAfterDeath] = [1, 6],
        [StoreFaultKind.CallHeld] = [1, 3],
        [StoreFaultKind.AnswerHeld] = [1, 3],
        [StoreFaultKind.StalePoll] = [2, 6],
    };

    /// <summary>Every case of a scenario: each kind of fault at each call and answer of its clean run, and crashes after crashes.</summary>
    public static IEnumerable<FaultCase> Of(ScenarioOutcome clean, HubStoreKind store, int seed)
    {
        foreach (var kind in Enum.GetValues<StoreFaultKind>().Where(kind => store == HubStoreKind.Weak || IsPossibleWithOneProcess(kind)))
        {
            for (var call = 1; call <= clean.Calls.Count; call++)
            {
                if (Applies(kind, clean.Calls[call - 1]))
                {
                    foreach (var distance in Distances.GetValueOrDefault(kind, [0]))
                    {
                        yield return Of(new StoreFault(call, kind, distance), clean.Calls[call - 1]);
                    }
                }
            }
        }

        foreach (var kind in Enum.GetValues<WorkerFaultKind>())
        {
            for (var answer = 1; answer <= clean.Answers; answer++)
            {
                var fault = new WorkerFault(answer, kind);
                yield return new FaultCase(
                    $"Worker{kind}", $"worker: {kind} at answer {answer}", new ScenarioFaults([], fault), kind is WorkerFaultKind.NeverAnswers or WorkerFaultKind.AnswersAfterAbandon);
            }
        }

        var random = new Random(seed);
        for (var i = 0; i < clean.Calls.Count; i++)
        {
            StoreFault[] crashes =
            [
                .. Enumerable.Range(0, random.Next(2, 5)).Select(_ => new StoreFault(
                    random.Next(1, clean.Calls.Count + 1), random.Next(2) == 0 ? StoreFaultKind.CrashBefore : StoreFaultKind.CrashAfter)),
            ];
            yield return new FaultCase(
                "SeveralCrashes", string.Join(", ", crashes.Select(fault => $"{fault.Kind} at {fault.Call}")), new ScenarioFaults(crashes), MayRepeat: true);
        }
    }

    public static FaultCase Of(StoreFault fault, string operation) => new(
        fault.Kind.ToString(),
        $"{fault.Kind}{(fault.Distance > 0 ? $" by {fault.Distance}" : "")} at {fault.Call} {operation}",
        new ScenarioFaults([fault]),
        fault.IsCrash || fault.LosesLease);

    private static bool Applies(StoreFaultKind kind, string operation) => kind switch
    {
        StoreFaultKind.AppendRefused => operation == nameof(IHubStore.AppendAsync),
        StoreFaultKind.LaggingIndex => operation == nameof(IHubStore.QueryAsync),
        _ => true,
    };

    /// <summary>What an exclusively locked file rules out: a second owner, and a write that survives its process.</summary>
    private static bool IsPossibleWithOneProcess(StoreFaultKind kind) =>
        kind != StoreFaultKind.LateEffectAfterDeath && !new StoreFault(0, kind).LosesLease;
}
