using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Testing.Drills;

/// <summary>
/// Someone else in the same AWS account: DRS calls signed here (Signature Version 4), sharing nothing with the product's clients.
/// </summary>
public sealed class SignedDrs(Uri endpoint) : IDisposable
{
    private const string Service = "drs";

    private readonly HttpClient http = new() { BaseAddress = endpoint };

    public async Task<JsonNode> CallAsync(string operation, JsonObject request)
    {
        var body = Encoding.UTF8.GetBytes(request.ToJsonString());
        var time = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{time[..8]}/{FleetFile.Region}/{Service}/aws4_request";
        var headers = $"content-type:application/json\nhost:{endpoint.Authority}\nx-amz-date:{time}\n";
        const string signed = "content-type;host;x-amz-date";
        var canonical = $"POST\n/{operation}\n\n{headers}\n{signed}\n{Hex(SHA256.HashData(body))}";
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + FleetFile.AccessKey), Hash);

        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri("/" + operation, UriKind.Relative)) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.TryAddWithoutValidation("X-Amz-Date", time);
        message.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={FleetFile.AccessKey}/{scope}, SignedHeaders={signed}, Signature={Hex(Hash(key, toSign))}");

        using var response = await http.SendAsync(message).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new DrsRefusedException(response.StatusCode, $"{operation} answered {(int)response.StatusCode}: {text}");
    }

    /// <summary>Recovery instances that exist and have not been terminated.</summary>
    public async Task<IReadOnlyList<JsonNode>> LiveRecoveryInstancesAsync()
    {
        var answer = await CallAsync("DescribeRecoveryInstances", []).ConfigureAwait(false);
        return [.. ((JsonArray)answer["items"]!).Where(instance => (string?)instance!["ec2InstanceState"] is not ("TERMINATED" or "NOT_FOUND"))!];
    }

    /// <summary>Jobs that are not COMPLETED.</summary>
    public async Task<IReadOnlyList<JsonNode>> RunningJobsAsync()
    {
        var answer = await CallAsync("DescribeJobs", []).ConfigureAwait(false);
        return [.. ((JsonArray)answer["items"]!).Where(job => (string?)job!["status"] != "COMPLETED")!];
    }

    /// <summary>Starts a drill of these servers and returns its job's id.</summary>
    public async Task<string> StartDrillAsync(params string[] sourceServerIds)
    {
        var answer = await CallAsync("StartRecovery", new JsonObject
        {
            ["isDrill"] = true,
            ["sourceServers"] = new JsonArray([.. sourceServerIds.Select(id => (JsonNode)new JsonObject { ["sourceServerID"] = id })]),
        }).ConfigureAwait(false);
        return (string)answer["job"]!["jobID"]!;
    }

    public void Dispose() => http.Dispose();

    private static byte[] Hash(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}

/// <summary>DRS answered with an error.</summary>
public sealed class DrsRefusedException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status => status;

    public bool IsThrottling => status == HttpStatusCode.TooManyRequests;
}
