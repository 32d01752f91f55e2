using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.State;

namespace DrsDurable.Simulator.Sts;

internal sealed record SessionIssued(RoleSession Session, DateTimeOffset At) : StateChange
{
    public override void Apply(SimulatedWorld world) => world.Sessions.Add(Session, At);
}
