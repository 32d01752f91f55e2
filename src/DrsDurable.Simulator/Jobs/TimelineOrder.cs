using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Jobs;

/// <summary>The order transitions happen in: by time cut to microseconds, and as drawn where times are equal.</summary>
internal static class TimelineOrder
{
    public static IReadOnlyList<Transition> Settle(IEnumerable<Transition> drawn) =>
        [.. drawn.Select(transition => transition with { Due = WireTime.Truncate(transition.Due) }).OrderBy(transition => transition.Due)];
}
