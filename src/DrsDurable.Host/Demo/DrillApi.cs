using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DrsDurable.Host.Demo;

/// <summary>The host's HTTP API as the demo uses it.</summary>
internal sealed class DrillApi(Uri host) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient http = new() { BaseAddress = host };

    /// <summary>The group of that name with these servers: created, or brought to this content.</summary>
    /// <returns>Its groupId.</returns>
    public async Task<string> EnsureGroupAsync(Tier tier, CancellationToken cancellationToken)
    {
        var wanted = new JsonObject
        {
            ["groupName"] = tier.Name,
            ["description"] = $"{tier.Name} servers of the demo",
            ["accountId"] = tier.AccountId,
            ["region"] = tier.Region,
            ["sourceServerIds"] = Strings(tier.SourceServerIds),
        };
        return await EnsureAsync("/protection-groups", "groupName", "groupId", wanted, cancellationToken);
    }

    /// <summary>The plan of that name: created, or brought to this content.</summary>
    /// <param name="waves">Each depends on the one before.</param>
    /// <returns>Its planId.</returns>
    public async Task<string> EnsurePlanAsync(string name, IReadOnlyList<(string Wave, string GroupId)> waves, CancellationToken cancellationToken)
    {
        var wanted = new JsonObject
        {
            ["planName"] = name,
            ["description"] = "Three tiers, one after another",
            ["waves"] = new JsonArray([.. waves.Select((wave, i) => (JsonNode)new JsonObject
            {
                ["waveName"] = wave.Wave,
                ["protectionGroupIds"] = Strings([wave.GroupId]),
                ["dependsOn"] = i == 0 ? [] : Strings([waves[i - 1].Wave]),
            })]),
        };
        return await EnsureAsync("/recovery-plans", "planName", "planId", wanted, cancellationToken);
    }

    /// <returns>The executionId of a new drill that cleans up at its end.</returns>
    public async Task<string> StartDrillAsync(string planId, CancellationToken cancellationToken)
    {
        var accepted = await SendAsync(
            HttpMethod.Post,
            $"/recovery-plans/{planId}/execute",
            new JsonObject { ["executionType"] = "DRILL", ["initiatedBy"] = "demo", ["cleanup"] = "AT_END" },
            cancellationToken);
        return (string)accepted["executionId"]!;
    }

    /// <returns>A drill of the plan that has not ended, or <see langword="null"/>.</returns>
    public async Task<string?> FindRunningDrillAsync(string planId, CancellationToken cancellationToken)
    {
        var page = await SendAsync(HttpMethod.Get, $"/executions?planId={planId}&limit=1", null, cancellationToken);
        var newest = page["items"]!.AsArray().FirstOrDefault();
        var status = (string?)newest?["status"];
        return status is "PENDING" or "RUNNING" or "PAUSED" or "CANCELLING" ? (string)newest!["executionId"]! : null;
    }

    public async Task<DrillView> GetDrillAsync(string executionId, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, $"/executions/{executionId}", null, cancellationToken)).Deserialize<DrillView>(Json)!;

    public Task CancelAsync(string executionId, string reason, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        $"/executions/{executionId}/cancel",
        new JsonObject { ["reason"] = reason, ["cleanup"] = "AT_END" },
        cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<string> EnsureAsync(string collection, string nameKey, string idKey, JsonObject wanted, CancellationToken cancellationToken)
    {
        var name = (string)wanted[nameKey]!;
        if (await FindAsync(collection, nameKey, name, cancellationToken) is not { } existing)
        {
            return (string)(await SendAsync(HttpMethod.Post, collection, wanted, cancellationToken))[idKey]!;
        }

        var id = (string)existing[idKey]!;
        if (wanted.Any(property => !Agrees(property.Value, existing[property.Key])))
        {
            wanted["version"] = existing["version"]!.DeepClone();
            await SendAsync(HttpMethod.Put, $"{collection}/{id}", wanted, cancellationToken);
        }

        return id;
    }

    /// <summary>Whether everything wanted is there; defaults that the API added do not count.</summary>
    private static bool Agrees(JsonNode? wanted, JsonNode? existing) => (wanted, existing) switch
    {
        (JsonObject left, JsonObject right) => left.All(property => Agrees(property.Value, right[property.Key])),
        (JsonArray left, JsonArray right) => left.Count == right.Count && left.Zip(right).All(pair => Agrees(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(wanted, existing),
    };

    private async Task<JsonNode?> FindAsync(string collection, string nameKey, string name, CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var query = token is null ? "?limit=100" : $"?limit=100&nextToken={Uri.EscapeDataString(token)}";
            var page = await SendAsync(HttpMethod.Get, collection + query, null, cancellationToken);
            if (page["items"]!.AsArray().FirstOrDefault(item => string.Equals((string?)item![nameKey], name, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                return found;
            }

            token = (string?)page["nextToken"];
        }
        while (token is not null);

        return null;
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return JsonNode.Parse(text)!;
        }

        throw new DemoException($"{method} {path} answered {(int)response.StatusCode}: {Detail(response, text)}");
    }

    private static string Detail(HttpResponseMessage response, string text)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return response.StatusCode == HttpStatusCode.NotFound ? "there is no such route" : text;
        }

        var problem = JsonNode.Parse(text)!;
        return $"{(string?)problem["code"]}, {(string?)problem["detail"]}";
    }

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);
}

/// <summary>The demo cannot go on.</summary>
public sealed class DemoException(string message) : Exception(message);
