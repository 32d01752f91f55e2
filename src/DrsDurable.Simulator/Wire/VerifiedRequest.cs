using System.Text.Json;
using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.Services;

namespace DrsDurable.Simulator.Wire;

/// <summary>A request whose signature is good.</summary>
internal sealed record VerifiedRequest(Principal Caller, string Region, SimulatedService Service, ServiceCall Call, string BodyText, FaultScope Scope)
{
    public string Operation => Call.Operation!;
}

/// <param name="Status">Null when nothing was answered.</param>
internal sealed record RefusedRequest(string? Account, string? Region, string Operation, int? Status, string Error, string Body, IReadOnlyList<string>? SourceServerIDs = null);

/// <param name="Dropped">The answer is not to be sent: the connection breaks instead.</param>
/// <param name="Parked">The answer waits at the hold <paramref name="HoldId"/>.</param>
internal sealed record ExecutedRequest(long Seq, OperationResult Result, bool Dropped, string? HoldId, ParkedRequest? Parked);

/// <summary>What a request names, as far as its body can be read.</summary>
internal sealed record RequestSubjects(IReadOnlyList<string> SourceServerIDs, IReadOnlyList<string> RecoveryInstanceIDs)
{
    public static RequestSubjects In(JsonElement? body)
    {
        var servers = new List<string>();
        var instances = new List<string>();
        if (body is { } json)
        {
            Collect(json, servers, instances);
            if (json.TryGetProperty("filters", out var filters) && filters.ValueKind == JsonValueKind.Object)
            {
                Collect(filters, servers, instances);
            }
        }

        return new RequestSubjects(servers, instances);
    }

    private static void Collect(JsonElement json, List<string> servers, List<string> instances)
    {
        servers.AddRange(Strings(json, "sourceServerIDs"));
        instances.AddRange(Strings(json, "recoveryInstanceIDs"));
        if (json.TryGetProperty("sourceServers", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            servers.AddRange(list.EnumerateArray()
                .Where(item => item.ValueKind == JsonValueKind.Object)
                .Select(item => item.TryGetProperty("sourceServerID", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null)
                .OfType<string>());
        }
    }

    private static IEnumerable<string> Strings(JsonElement json, string member) =>
        json.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
            : [];
}
