using System.Text.Json.Nodes;

namespace DrsDurable.Testing.Processes;

/// <summary>The host's HTTP API as a stranger sees it: paths and JSON, none of the product's types.</summary>
public sealed class HostApi(Uri url) : IDisposable
{
    private static readonly HashSet<string> Ended = new(StringComparer.Ordinal) { "COMPLETED", "PARTIAL", "FAILED", "CANCELLED", "TIMEOUT" };

    private readonly JsonServer server = new(url);

    public Uri Url => url;

    /// <summary>Whether this view of an execution shows a final status.</summary>
    public static bool IsEnd(JsonNode view) => Ended.Contains((string?)view["status"] ?? "");

    public Task<ServerReply> SendAsync(HttpMethod method, string path, JsonNode? body = null, IReadOnlyDictionary<string, string>? headers = null) => server.SendAsync(method, path, body, headers);

    public Task<JsonNode> GetAsync(string path) => server.GetAsync(path);

    public async Task<string> CreateGroupAsync(string name, string accountId, string region, IEnumerable<string> sourceServerIds) =>
        (string)(await server.PostAsync("/protection-groups", new JsonObject
        {
            ["groupName"] = name,
            ["accountId"] = accountId,
            ["region"] = region,
            ["sourceServerIds"] = new JsonArray([.. sourceServerIds.Select(id => (JsonNode)id)]),
        }).ConfigureAwait(false))["groupId"]!;

    public async Task<string> CreatePlanAsync(string name, IEnumerable<JsonNode> waves) =>
        (string)(await server.PostAsync("/recovery-plans", new JsonObject { ["planName"] = name, ["waves"] = new JsonArray([.. waves]) }).ConfigureAwait(false))["planId"]!;

    public Task<ServerReply> ExecuteAsync(string planId, string cleanup = "NONE", IReadOnlyDictionary<string, string>? headers = null) =>
        server.SendAsync(HttpMethod.Post, $"/recovery-plans/{planId}/execute", new JsonObject { ["executionType"] = "DRILL", ["cleanup"] = cleanup }, headers);

    /// <summary>Starts a drill and returns its execution id.</summary>
    public async Task<string> StartDrillAsync(string planId, string cleanup = "NONE") => (string)(await ExecuteAsync(planId, cleanup).ConfigureAwait(false)).Json["executionId"]!;

    public Task<JsonNode> ExecutionAsync(string executionId) => server.GetAsync($"/executions/{executionId}");

    public Task<JsonNode> WaitForExecutionAsync(string executionId, Func<JsonNode, bool> holds, string what) =>
        JsonServer.UntilAsync(() => ExecutionAsync(executionId), holds, $"{what} of execution {executionId}", view => view.ToJsonString());

    public Task<JsonNode> WaitForEndAsync(string executionId) => WaitForExecutionAsync(executionId, IsEnd, "the end");

    public void Dispose() => server.Dispose();
}
