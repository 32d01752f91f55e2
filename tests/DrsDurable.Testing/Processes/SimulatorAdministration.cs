using System.Text.Json.Nodes;

namespace DrsDurable.Testing.Processes;

/// <summary>One line of the simulator's transcript. <see cref="Kind"/> is <c>request</c> or <c>transition</c>.</summary>
/// <param name="Event">Of a transition: the job log's event, for example LAUNCH_END.</param>
public sealed record TranscriptItem(
    long Seq,
    DateTimeOffset At,
    string Kind,
    string? Operation,
    int? Status,
    string? Error,
    string? JobId,
    bool? IsDrill,
    IReadOnlyList<string> SourceServerIds,
    string? Event,
    string? SourceServerId)
{
    /// <summary>A request of that operation that DRS accepted, whether or not its answer arrived.</summary>
    public bool Accepted(string operation) => Kind == "request" && Operation == operation && Status is >= 200 and < 300;

    public override string ToString() => Kind == "request"
        ? $"{Seq} {At:HH:mm:ss.f} {Operation} {Status} {Error} {JobId} {string.Join(',', SourceServerIds)}"
        : $"{Seq} {At:HH:mm:ss.f} {Event} {JobId} {SourceServerId}";

    internal static TranscriptItem From(JsonNode item) => new(
        (long)item["seq"]!,
        DateTimeOffset.Parse((string)item["at"]!, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal),
        (string)item["kind"]!,
        (string?)item["operation"],
        (int?)item["status"],
        (string?)item["error"],
        (string?)item["jobID"],
        (bool?)item["isDrill"],
        [.. (item["sourceServerIDs"] as JsonArray ?? []).Select(id => (string)id!)],
        (string?)item["event"],
        (string?)item["sourceServerID"]);
}

/// <summary>The simulator's <c>/_sim</c> routes.</summary>
public sealed class SimulatorAdministration(Uri url) : IDisposable
{
    private const string StartRecovery = "StartRecovery";

    private readonly JsonServer server = new(url);

    public Uri Url => url;

    public Task<JsonNode> ClockAsync() => server.GetAsync("/_sim/clock");

    public async Task<DateTimeOffset> NowAsync() =>
        DateTimeOffset.Parse((string)(await ClockAsync().ConfigureAwait(false))["now"]!, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);

    /// <summary>Changes what is given and leaves the rest.</summary>
    public async Task SetClockAsync(double? timeScale = null, bool? step = null)
    {
        var body = new JsonObject();
        if (timeScale is not null)
        {
            body["timeScale"] = timeScale;
        }

        if (step is not null)
        {
            body["step"] = step;
        }

        _ = (await server.SendAsync(HttpMethod.Put, "/_sim/clock", body).ConfigureAwait(false)).Json;
    }

    public Task<ServerReply> AdvanceAsync(double seconds) => server.SendAsync(HttpMethod.Post, "/_sim/advance", new JsonObject { ["seconds"] = seconds });

    public Task<ServerReply> ResetAsync() => server.SendAsync(HttpMethod.Post, "/_sim/reset", new JsonObject());

    public async Task<IReadOnlyList<string>> ViolationsAsync() =>
        [.. ((JsonArray)(await server.GetAsync("/_sim/invariants").ConfigureAwait(false))["violations"]!).Select(violation => violation!.ToJsonString())];

    /// <summary>Posts a fault and returns its id.</summary>
    public async Task<string> AddFaultAsync(JsonObject fault) => (string)(await server.PostAsync("/_sim/faults", fault).ConfigureAwait(false))["faultId"]!;

    /// <summary>Holds the next call of the operation until it is released.</summary>
    /// <param name="when"><c>before</c>: not yet accepted; <c>after</c>: accepted, the answer is withheld.</param>
    public Task<string> HoldAsync(string operation, string when, int count = 1) => AddFaultAsync(new JsonObject
    {
        ["kind"] = "hold",
        ["operation"] = operation,
        ["when"] = when,
        ["until"] = "release",
        ["count"] = count,
    });

    /// <summary>Waits until a call stands at this hold.</summary>
    public Task WaitForHeldAsync(string faultId) => JsonServer.UntilAsync(
        FaultsAsync,
        faults => faults.Any(fault => (string?)fault["faultId"] == faultId && fault["held"] is JsonArray { Count: > 0 }),
        $"a call held by fault {faultId}",
        faults => string.Join('\n', faults.Select(fault => fault.ToJsonString())));

    public async Task<IReadOnlyList<JsonNode>> FaultsAsync() => [.. ((JsonArray)(await server.GetAsync("/_sim/faults").ConfigureAwait(false))["items"]!)!];

    public Task<ServerReply> DeleteFaultAsync(string faultId) => server.SendAsync(HttpMethod.Delete, $"/_sim/faults/{faultId}");

    public Task<ServerReply> DeleteFaultsAsync() => server.SendAsync(HttpMethod.Delete, "/_sim/faults");

    public Task<ServerReply> ReleaseAsync(string faultId) => server.SendAsync(HttpMethod.Post, $"/_sim/faults/{faultId}/release", new JsonObject());

    public async Task<IReadOnlyList<TranscriptItem>> TranscriptAsync(long after = 0)
    {
        var items = new List<TranscriptItem>();
        while (true)
        {
            var page = await server.GetAsync($"/_sim/transcript?after={after}").ConfigureAwait(false);
            var found = (JsonArray)page["items"]!;
            if (found.Count == 0)
            {
                return items;
            }

            items.AddRange(found.Select(item => TranscriptItem.From(item!)));
            after = items[^1].Seq;
        }
    }

    /// <summary>Waits until the transcript has such a line and returns the first.</summary>
    public async Task<TranscriptItem> WaitForAsync(Func<TranscriptItem, bool> matches, string what)
    {
        var transcript = await JsonServer.UntilAsync(
            () => TranscriptAsync(), items => items.Any(matches), what, items => string.Join('\n', items.TakeLast(60))).ConfigureAwait(false);
        return transcript.First(matches);
    }

    /// <summary>How often DRS accepted a StartRecovery of each server.</summary>
    public async Task<IReadOnlyDictionary<string, int>> LaunchesAsync() => (await TranscriptAsync().ConfigureAwait(false))
        .Where(item => item.Accepted(StartRecovery))
        .SelectMany(item => item.SourceServerIds)
        .GroupBy(id => id, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    public void Dispose() => server.Dispose();
}
