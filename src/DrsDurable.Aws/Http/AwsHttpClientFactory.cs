using Amazon.Runtime;

namespace DrsDurable.Aws.Http;

/// <param name="Time">Machine time.</param>
/// <param name="ReadTimeout">For one attempt of an operation that only reads.</param>
/// <param name="ActTimeout">For the one attempt of an operation that acts.</param>
/// <param name="UseProxy">False: no proxy of the environment stands between client and service.</param>
internal sealed record AwsHttpSettings(TimeProvider Time, TimeSpan ReadTimeout, TimeSpan ActTimeout, bool UseProxy = true);

/// <summary>One connection pool for all clients made with it.</summary>
internal sealed class AwsHttpClientFactory : HttpClientFactory, IDisposable
{
    /// <summary>For configurations made by hand; lives as long as the process.</summary>
    public static readonly AwsHttpClientFactory Shared =
        new(new AwsHttpSettings(TimeProvider.System, AwsClientOptions.DefaultReadTimeout, AwsClientOptions.DefaultActTimeout));

    private readonly HttpClient client;

    public AwsHttpClientFactory(AwsHttpSettings settings)
    {
        Time = settings.Time;
        client = new HttpClient(new ExchangeHandler(settings, new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            EnableMultipleHttp2Connections = false,
            MaxConnectionsPerServer = 32,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            UseProxy = settings.UseProxy,
        }))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public TimeProvider Time { get; }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => client.Dispose();
}
