using System.Text.Json.Serialization;
using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Ec2;
using DrsDurable.Simulator.LaunchSettings;
using DrsDurable.Simulator.LaunchTemplates;
using DrsDurable.Simulator.StagingAccounts;
using DrsDurable.Simulator.Sts;
using DrsDurable.Simulator.Tagging;

namespace DrsDurable.Simulator.State;

/// <summary>
/// A change of the simulated state other than a job. An operation makes it, the event log keeps it, and a restart applies it again in the same place: what
/// a change does may depend on the state before it and on nothing else.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "change")]
[JsonDerivedType(typeof(LaunchConfigurationChanged), "launchConfiguration")]
[JsonDerivedType(typeof(TagsChanged), "tags")]
[JsonDerivedType(typeof(ServerExtended), "extendedServer")]
[JsonDerivedType(typeof(SessionIssued), "session")]
[JsonDerivedType(typeof(TemplateVersionAdded), "templateVersion")]
[JsonDerivedType(typeof(TemplateDefaultChanged), "templateDefault")]
[JsonDerivedType(typeof(Ec2Tagged), "ec2Tags")]
internal abstract record StateChange
{
    /// <exception cref="StateMismatchException">What the change is about is not there.</exception>
    public abstract void Apply(SimulatedWorld world);
}

/// <summary>A logged change does not fit the state: the log belongs to another fleet.</summary>
internal sealed class StateMismatchException(string missing) : Exception(missing);
