using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>Checks the invariants on every prefix of a trace, and those of a hub at rest on its end.</summary>
public static class HubTraceCheck
{
    /// <returns>What is wrong, each with its invariant's number; empty if nothing is.</returns>
    public static IReadOnlyList<string> Run(IReadOnlyList<HubTraceEntry> trace)
    {
        HubInvariant[] invariants =
        [
            new Invariant01Sequence(), new Invariant02Cause(), new Invariant03OneAnswer(), new Invariant04AppliedOnce(),
            new Invariant05DeletedWhenRead(), new Invariant06HeadProjectsHistory(), new Invariant07ActiveUntilEnded(),
            new Invariant08TimeMovesForward(), new Invariant09ActivityRunsOnce(), new Invariant10Order(), new Invariant11OneOwner(),
            new Invariant12NothingStuck(), new Invariant13NothingLeftOver(), new Invariant14Bounded(),
        ];
        var model = new HubModel();
        var wrong = new List<string>();
        for (var i = 0; i < trace.Count; i++)
        {
            foreach (var invariant in invariants)
            {
                wrong.AddRange(invariant.OnChange(model, trace[i]).Select(text => $"{invariant.Number}: {text} (change {i + 1} of {trace.Count})"));
            }

            model.Apply(trace[i]);
        }

        wrong.AddRange(invariants.SelectMany(invariant => invariant.AtRest(model).Select(text => $"{invariant.Number}: {text}")));
        return wrong;
    }
}
