using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.LaunchTemplates;
using DrsDurable.Simulator.State;

namespace DrsDurable.Simulator.LaunchSettings;

/// <summary>DRS takes the settings over and writes its part of them into a new version of the launch template, which becomes the default.</summary>
internal sealed record LaunchConfigurationChanged(string Account, string Region, string SourceServerID, LaunchConfiguration Settings, DateTimeOffset At, string By) : StateChange
{
    public override void Apply(SimulatedWorld world)
    {
        var cell = world.Cell(Account, Region) ?? throw new StateMismatchException($"{Account}/{Region}");
        var server = cell.Server(SourceServerID) ?? throw new StateMismatchException($"{SourceServerID} in {cell.Name}");
        server.LaunchConfiguration = Settings;
        var template = server.LaunchTemplate;
        template.Add(At, By, "Written by DRS", DrsTemplate.Rewrite(template.Default.Data, server), makeDefault: true);
        cell.Changed();
    }
}
