using System.Text.Json;
using System.Text.RegularExpressions;
using DrsDurable.Simulator.Administration;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Faults;

/// <summary>Reads a fault from the body of <c>POST /_sim/faults</c>; every complaint names its field.</summary>
internal static class FaultReader
{
    public const string DefaultRawError =
        "An error occurred (InsufficientInstanceCapacity) when calling the RunInstances operation (reached max retries: 4): We currently do not have sufficient capacity in the Availability Zone you requested.";

    private static readonly string[] _launchPhases = ["SNAPSHOT", "CONVERSION", "LAUNCH"];

    /// <exception cref="ProblemException">An unknown kind or field, or a value that is not allowed.</exception>
    public static Fault Read(JsonElement body, Func<string> nextId, DateTimeOffset now)
    {
        var json = AdministrationJson.Object(body);
        var kindName = json.Required("kind").Text();
        if (!FaultKind.All.TryGetValue(kindName, out var kind))
        {
            throw json.Required("kind").Invalid($"one of {string.Join(", ", FaultKind.All.Keys.Order(StringComparer.Ordinal))} is expected");
        }

        json.AllowOnly([.. FaultKind.CommonFields, .. kind.Fields]);
        var fault = new Fault("", kind.Name, now)
        {
            Operation = json.Optional("operation")?.OneOf(kind.Operations),
            SourceServerID = json.Optional("sourceServerID")?.Matching(RequestFields.SourceServerID),
            Account = json.Optional("account")?.Matching(Account),
            Region = json.Optional("region")?.NotEmpty(),
            Count = (int?)json.Optional("count")?.Number(1, int.MaxValue, whole: true),
            Seconds = json.Optional("seconds")?.Number(0, 1e9),
        };

        return ReadKind(fault, json) with { FaultId = nextId() };
    }

    private static Fault ReadKind(Fault fault, AdministrationJson json) => fault.Kind switch
    {
        FaultKind.Throttle => fault with
        {
            RetryAfterSeconds = (int?)json.Optional("retryAfterSeconds")?.Number(0, 86_400, whole: true),
            Code = json.Optional("code")?.OneOf(["ThrottlingException", "TooManyRequestsException"]) ?? "ThrottlingException",
        },
        FaultKind.LaunchFail => fault with
        {
            Phase = json.Optional("phase")?.OneOf(_launchPhases) ?? "LAUNCH",
            DelaySeconds = json.Optional("delaySeconds")?.Number(0, 1e9),
            RawError = json.Optional("rawError")?.NotEmpty() ?? DefaultRawError,
        },
        FaultKind.SlowConversion => fault with { Factor = json.Required("factor").Number(0.001, 1e6) },
        FaultKind.StuckJob => fault with { Phase = json.Optional("phase")?.OneOf([.. _launchPhases, "CLEANUP"]) ?? "LAUNCH" },
        FaultKind.RecoveryInstanceIdMode => fault with { Mode = json.Required("mode").OneOf(["never", "late", "transient", "always"]) },
        FaultKind.RegionOutage => fault with { Mode = json.Required("mode").OneOf(RegionOutageMode.All) },
        FaultKind.PageSize => fault with { Size = (int)json.Required("size").Number(1, 1000, whole: true) },
        FaultKind.UnknownEnum => fault with
        {
            Field = json.Required("field").OneOf(WireJson.EnumMembers),
            Value = json.Optional("value")?.NotEmpty() ?? "SOMETHING_NEW",
        },
        FaultKind.Hold => ReadHold(fault, json),
        _ => fault,
    };

    private static Fault ReadHold(Fault fault, AdministrationJson json)
    {
        var hold = fault with { When = json.Required("when").OneOf(["before", "after"]) };
        if (json.Optional("until") is not { } until)
        {
            return hold with { Until = fault.Seconds is null ? "release" : "seconds" };
        }

        if (until.IsNumber)
        {
            return hold with { Until = "seconds", Seconds = until.Number(0, 1e9) };
        }

        hold = hold with { Until = until.OneOf(["release", "seconds"]) };
        return hold.Until == "seconds" && hold.Seconds is null
            ? throw until.Invalid("until=seconds needs the field seconds")
            : hold.Until == "release" && hold.Seconds is not null
                ? throw until.Invalid("until=release takes no field seconds")
                : hold;
    }

    private static readonly Regex Account = new(@"\A[0-9]{12}\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}

/// <summary>How a Region that is out behaves.</summary>
internal static class RegionOutageMode
{
    public const string Refuse = "refuse";
    public const string Hang = "hang";
    public const string Html503 = "503 html";
    public const string Json500 = "500 json";

    public static readonly IReadOnlyList<string> All = [Refuse, Hang, Html503, Json500];
}
