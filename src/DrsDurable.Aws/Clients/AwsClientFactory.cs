using System.Collections.Concurrent;
using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using DrsDurable.Aws.Http;

namespace DrsDurable.Aws;

/// <summary>Makes clients for AWS or for a simulator, as its options say; all of them share one connection pool.</summary>
public sealed class AwsClientFactory : IAwsClientFactory, IDisposable
{
    private readonly AwsClientOptions options;
    private readonly AwsHttpClientFactory http;
    private readonly ConcurrentDictionary<AwsTarget, Lazy<Client>> clients = new();

    /// <param name="machineTime">For time-outs and back-off.</param>
    public AwsClientFactory(AwsClientOptions options, TimeProvider machineTime)
    {
        ActOncePipeline.Register();
        this.options = options;
        http = new AwsHttpClientFactory(new AwsHttpSettings(machineTime, options.ReadTimeout, options.ActTimeout, UseProxy: options.SimulatorUrl is null));
    }

    public IAmazonDrs Drs(AwsTarget target) => clients.GetOrAdd(target, key => new Lazy<Client>(() => Create(key))).Value.Drs;

    public void Dispose()
    {
        foreach (var client in clients.Values.Where(client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }

        http.Dispose();
    }

    private Client Create(AwsTarget target)
    {
        var config = new AmazonDrsConfig
        {
            AuthenticationRegion = target.Region,
            HttpClientFactory = http,
            MaxErrorRetry = options.MaxReadRetries,
            MaxStaleConnectionRetries = 0,
            RetryMode = RequestRetryMode.Standard,
        };
        if (options.SimulatorUrl is { } simulator)
        {
            config.ServiceURL = simulator.AbsoluteUri;
            var key = options.SimulatorKeys.TryGetValue(target.AccountId, out var known) ? known : throw new UnknownAccountException(target.AccountId);
            return new Client(new AmazonDrsClient(new BasicAWSCredentials(key.AccessKeyId, key.SecretAccessKey), config), null);
        }

        var region = RegionEndpoint.GetBySystemName(target.Region);
        config.RegionEndpoint = region;
        if (target.RoleArn is null)
        {
            return new Client(new AmazonDrsClient(config), null);
        }

        var role = new AssumedRoleCredentials(new AmazonSecurityTokenServiceClient(new AmazonSecurityTokenServiceConfig { RegionEndpoint = region }), target.RoleArn);
        return new Client(new AmazonDrsClient(role, config), role);
    }

    private sealed record Client(IAmazonDrs Drs, AssumedRoleCredentials? Role) : IDisposable
    {
        public void Dispose()
        {
            Drs.Dispose();
            Role?.Dispose();
        }
    }
}
