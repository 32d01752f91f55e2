using System.Text.Json;
using System.Text.Json.Serialization;
using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Administration;

/// <summary>Faults as administration shows them: what was asked for, how often it took effect, and the requests parked at it.</summary>
internal static class FaultAdministration
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static byte[] WriteOne(DrsSimulator simulator, string faultId) => simulator.WithFaults((faults, now) =>
    {
        var state = faults.Find(faultId);
        AdministrationEndpoint.RequireFound(state is not null, faultId);
        return JsonSerializer.SerializeToUtf8Bytes(View(state!, now), _json);
    });

    public static byte[] WriteAll(DrsSimulator simulator) => simulator.WithFaults((faults, now) =>
        JsonSerializer.SerializeToUtf8Bytes(new FaultList([.. faults.All.Select(state => View(state, now))]), _json));

    private static FaultView View(FaultState state, DateTimeOffset now)
    {
        var fault = state.Fault;
        var parks = fault.Kind is FaultKind.Hold or FaultKind.RegionOutage;
        return new FaultView(fault.FaultId, fault.Kind, WireTime.Iso(fault.CreatedAt), state.IsActive(now), state.Released, state.Used)
        {
            Operation = fault.Operation,
            SourceServerID = fault.SourceServerID,
            Account = fault.Account,
            Region = fault.Region,
            Count = fault.Count,
            Seconds = fault.Seconds,
            RetryAfterSeconds = fault.RetryAfterSeconds,
            Code = fault.Code,
            Phase = fault.Phase,
            DelaySeconds = fault.DelaySeconds,
            RawError = fault.RawError,
            Factor = fault.Factor,
            Mode = fault.Mode,
            When = fault.When,
            Until = fault.Until,
            Size = fault.Size,
            Field = fault.Field,
            Value = fault.Value,
            Held = parks
                ? [.. state.Parked.Select(parked => new HeldView(parked.Scope.Operation, parked.Scope.Account, parked.Scope.Region, [.. parked.Scope.SourceServerIDs], WireTime.Iso(parked.Since)))]
                : null,
        };
    }

    private sealed record FaultList(IReadOnlyList<FaultView> Items);

    /// <param name="Used">How often it took effect.</param>
    private sealed record FaultView(string FaultId, string Kind, string CreatedAt, bool Active, bool Released, int Used)
    {
        public string? Operation { get; init; }

        public string? SourceServerID { get; init; }

        public string? Account { get; init; }

        public string? Region { get; init; }

        public int? Count { get; init; }

        public double? Seconds { get; init; }

        public int? RetryAfterSeconds { get; init; }

        public string? Code { get; init; }

        public string? Phase { get; init; }

        public double? DelaySeconds { get; init; }

        public string? RawError { get; init; }

        public double? Factor { get; init; }

        public string? Mode { get; init; }

        public string? When { get; init; }

        public string? Until { get; init; }

        public int? Size { get; init; }

        public string? Field { get; init; }

        public string? Value { get; init; }

        /// <summary>The requests or answers that stand at it now; absent for a fault that parks nothing.</summary>
        public IReadOnlyList<HeldView>? Held { get; init; }
    }

    private sealed record HeldView(string? Operation, string? Account, string? Region, IReadOnlyList<string> SourceServerIDs, string Since);
}
