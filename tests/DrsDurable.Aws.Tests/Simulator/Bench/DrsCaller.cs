using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DrsDurable.Aws.Tests.Simulator.Bench;

/// <summary>What the simulator answered.</summary>
public sealed record DrsAnswer(int Status, string? ErrorType, JsonNode? Body, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode this[string member] => Body![member] ?? throw new InvalidOperationException($"No {member} in {Text}");

    public JsonArray Items => (JsonArray)this["items"];
}

/// <summary>A hand-made DRS client: every part of the request, the signature included, can be bent by a test.</summary>
public sealed class DrsCaller(Uri url, string accessKeyId = "simulator", string secret = "simulator", string region = "us-east-1", string? token = null) : IDisposable
{
    public DrsCaller(Uri url, SigningKeys keys)
        : this(url, keys.AccessKeyId, keys.Secret, token: keys.Token)
    {
    }

    public Uri Url => url;

    private readonly HttpClient _http = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };

    public Task<DrsAnswer> CallAsync(string operation, JsonNode? body = null, CancellationToken cancellationToken = default) =>
        SendAsync("POST", "/" + operation, (body ?? new JsonObject()).ToJsonString(), TimeProvider.System.GetUtcNow(), cancellationToken);

    public Task<DrsAnswer> CallAsync(string method, string target, JsonNode? body = null) =>
        SendAsync(method, target, body?.ToJsonString() ?? "", TimeProvider.System.GetUtcNow());

    public async Task<DrsAnswer> SendAsync(string method, string target, string body, DateTimeOffset signedAt, CancellationToken cancellationToken = default)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var time = signedAt.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(new HttpMethod(method), target) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-Amz-Date", time);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", token);
        }

        request.Headers.TryAddWithoutValidation("Authorization", Authorization(method, target, bytes, time));
        return await SendAsync(request, cancellationToken);
    }

    public async Task<DrsAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var json = response.Content.Headers.ContentType?.MediaType == "application/json" && text.Length > 0 ? JsonNode.Parse(text) : null;
        var headers = response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new DrsAnswer((int)response.StatusCode, headers.GetValueOrDefault("x-amzn-ErrorType"), json, text, headers);
    }

    public void Dispose() => _http.Dispose();

    private string Authorization(string method, string target, byte[] body, string time)
    {
        var scope = $"{time[..8]}/{region}/drs/aws4_request";
        var signed = token is null ? "content-type;host;x-amz-date" : "content-type;host;x-amz-date;x-amz-security-token";
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = question < 0 ? (target, "") : (target[..question], string.Join('&', target[(question + 1)..].Split('&').Order(StringComparer.Ordinal)));
        var canonical = $"{method}\n{path.Replace("%", "%25", StringComparison.Ordinal)}\n{query}\ncontent-type:application/json\nhost:{url.Authority}\nx-amz-date:{time}\n{(token is null ? "" : $"x-amz-security-token:{token}\n")}\n{signed}\n{Convert.ToHexStringLower(SHA256.HashData(body))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        return $"AWS4-HMAC-SHA256 Credential={accessKeyId}/{scope}, SignedHeaders={signed}, Signature={Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)))}";
    }
}
