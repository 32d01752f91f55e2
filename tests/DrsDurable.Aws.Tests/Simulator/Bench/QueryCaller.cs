using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace DrsDurable.Aws.Tests.Simulator.Bench;

/// <summary>Credentials as a raw request signs with them.</summary>
public sealed record SigningKeys(string AccessKeyId = "simulator", string Secret = "simulator", string? Token = null);

/// <summary>What a service with XML answers said; elements are found by local name.</summary>
public sealed record QueryAnswer(int Status, string Text)
{
    public XElement Xml => XElement.Parse(Text);

    public string? ErrorCode => First("Code");

    public string? ErrorMessage => First("Message");

    public string? First(string name) => All(name).FirstOrDefault()?.Value;

    public IEnumerable<XElement> All(string name) => Xml.DescendantsAndSelf().Where(element => element.Name.LocalName == name);
}

/// <summary>A hand-made client of the query protocols: form parameters, signed here.</summary>
public sealed class QueryCaller(Uri url, string service, string version, SigningKeys? keys = null, string region = "us-east-1") : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };
    private readonly SigningKeys _keys = keys ?? new SigningKeys();

    public static QueryCaller Sts(Uri url, SigningKeys? keys = null) => new(url, "sts", "2011-06-15", keys);

    public static QueryCaller Iam(Uri url, SigningKeys? keys = null) => new(url, "iam", "2010-05-08", keys);

    public static QueryCaller Ec2(Uri url, SigningKeys? keys = null, string region = "us-east-1") => new(url, "ec2", "2016-11-15", keys, region);

    public async Task<QueryAnswer> CallAsync(string action, params (string Name, string Value)[] parameters)
    {
        var form = string.Join('&', new[] { ("Action", action), ("Version", version) }.Concat(parameters).Select(parameter => $"{parameter.Item1}={Uri.EscapeDataString(parameter.Item2)}"));
        var body = Encoding.UTF8.GetBytes(form);
        const string type = "application/x-www-form-urlencoded; charset=utf-8";
        var time = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{time[..8]}/{region}/{service}/aws4_request";
        var signed = _keys.Token is null ? "content-type;host;x-amz-date" : "content-type;host;x-amz-date;x-amz-security-token";
        var headers = $"content-type:{type}\nhost:{url.Authority}\nx-amz-date:{time}\n" + (_keys.Token is null ? "" : $"x-amz-security-token:{_keys.Token}\n");
        var canonical = $"POST\n/\n\n{headers}\n{signed}\n{Convert.ToHexStringLower(SHA256.HashData(body))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + _keys.Secret), (derived, part) => HMACSHA256.HashData(derived, Encoding.UTF8.GetBytes(part)));
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", time);
        if (_keys.Token is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", _keys.Token);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={_keys.AccessKeyId}/{scope}, SignedHeaders={signed}, Signature={Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)))}");
        using var response = await _http.SendAsync(request);
        return new QueryAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();
}
