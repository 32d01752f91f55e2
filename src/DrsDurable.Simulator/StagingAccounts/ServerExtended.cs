using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.State;

namespace DrsDurable.Simulator.StagingAccounts;

/// <summary>A source server of a staging account becomes one of this account too.</summary>
internal sealed record ServerExtended(string Account, string Region, string StagingAccount, string StagingServerID, IReadOnlyDictionary<string, string> Tags) : StateChange
{
    public override void Apply(SimulatedWorld world)
    {
        var cell = world.Cell(Account, Region) ?? throw new StateMismatchException($"{Account}/{Region}");
        var staging = world.Cell(StagingAccount, Region) ?? throw new StateMismatchException($"{StagingAccount}/{Region}");
        var server = staging.Server(StagingServerID) ?? throw new StateMismatchException($"{StagingServerID} in {staging.Name}");
        cell.Extend(server, staging, Tags, world.Draw);
    }
}
