using System.Collections.Frozen;
using DrsDurable.Simulator.Services;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Faults;

/// <summary>The kinds of fault and the fields each of them knows.</summary>
/// <param name="Fields">Beyond account, region, sourceServerID, count and seconds, which every kind knows.</param>
/// <param name="Operations">Operations it can be selected by; empty when it acts on jobs and not on requests.</param>
internal sealed record FaultKind(string Name, IReadOnlyList<string> Fields, IReadOnlyList<string> Operations)
{
    public const string Throttle = "throttle";
    public const string Conflict = "conflict";
    public const string LaunchFail = "launchFail";
    public const string SlowConversion = "slowConversion";
    public const string StuckJob = "stuckJob";
    public const string RecoveryInstanceIdMode = "recoveryInstanceIdMode";
    public const string DropAfterAccept = "dropAfterAccept";
    public const string Hold = "hold";
    public const string RegionOutage = "regionOutage";
    public const string PageSize = "pageSize";
    public const string UnknownEnum = "unknownEnum";

    public static readonly IReadOnlyList<string> CommonFields = ["kind", "account", "region", "sourceServerID", "count", "seconds"];

    private static readonly string[] _acting = [DrsOperations.StartRecovery, DrsOperations.TerminateRecoveryInstances];

    public static readonly FrozenDictionary<string, FaultKind> All = new FaultKind[]
    {
        new(Throttle, ["operation", "retryAfterSeconds", "code"], SimulatedServices.Operations),
        new(Conflict, ["operation"], _acting),
        new(LaunchFail, ["phase", "delaySeconds", "rawError"], []),
        new(SlowConversion, ["factor"], []),
        new(StuckJob, ["phase"], []),
        new(RecoveryInstanceIdMode, ["mode"], []),
        new(DropAfterAccept, ["operation"], _acting),
        new(Hold, ["operation", "when", "until"], SimulatedServices.Operations),
        new(RegionOutage, ["operation", "mode"], SimulatedServices.Operations),
        new(PageSize, ["operation", "size"], SimulatedServices.PagedOperations),
        new(UnknownEnum, ["operation", "field", "value"], SimulatedServices.Operations),
    }.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);
}
