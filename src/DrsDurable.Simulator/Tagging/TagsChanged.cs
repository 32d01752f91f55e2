using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.State;

namespace DrsDurable.Simulator.Tagging;

/// <param name="Resource">The last part of the ARN: <c>source-server/s-…</c>, <c>job/drsjob-…</c>, <c>recovery-instance/i-…</c>.</param>
internal sealed record TagsChanged(string Account, string Region, string Resource, IReadOnlyDictionary<string, string> Set, IReadOnlyList<string> Removed) : StateChange
{
    public override void Apply(SimulatedWorld world)
    {
        var cell = world.Cell(Account, Region) ?? throw new StateMismatchException($"{Account}/{Region}");
        (cell.TagsOf(Resource) ?? throw new StateMismatchException($"{Resource} in {cell.Name}")).Change(Set, Removed);
        cell.Changed();
    }
}
