using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DrsDurable.Testing.Processes;

/// <summary>A plain HTTP client of a JSON server, and waiting by reading it again until a condition holds.</summary>
public sealed class JsonServer(Uri url) : IDisposable
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) }) { BaseAddress = url, Timeout = ProductProcess.GiveUp };

    public Uri Url => url;

    public async Task<ServerReply> SendAsync(HttpMethod method, string path, JsonNode? body = null, IReadOnlyDictionary<string, string>? headers = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        foreach (var (name, value) in headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
        return new ServerReply(response.StatusCode, Parse(text), response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase), $"{method} {path}");
    }

    public async Task<JsonNode> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path).ConfigureAwait(false)).Json;

    public async Task<JsonNode> PostAsync(string path, JsonNode body) => (await SendAsync(HttpMethod.Post, path, body).ConfigureAwait(false)).Json;

    /// <summary>Reads until the condition holds, and fails with the last reading after a generous limit.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> holds, string what, Func<T, string> show)
    {
        var limit = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await read().ConfigureAwait(false);
            if (holds(value))
            {
                return value;
            }

            if (TimeProvider.System.GetElapsedTime(limit) > ProductProcess.GiveUp)
            {
                throw new TimeoutException($"Not within {ProductProcess.GiveUp}: {what}. Last reading:\n{show(value)}");
            }

            await Task.Delay(ReadAgainAfter, TimeProvider.System).ConfigureAwait(false);
        }
    }

    public void Dispose() => http.Dispose();

    private static JsonNode? Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
