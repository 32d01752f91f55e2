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
    private readonly TimeProvider issuerTime;
    private readonly ConcurrentDictionary<AwsTarget, Lazy<TargetClients>> targets = new();
    private long uses;

    /// <param name="machineTime">For time-outs and back-off.</param>
    /// <param name="issuerTime">The clock by which credentials of roles expire: simulated time with a simulator; null = machine time.</param>
    public AwsClientFactory(AwsClientOptions options, TimeProvider machineTime, TimeProvider? issuerTime = null)
    {
        ActOncePipeline.Register();
        ObservedPipeline.Register();
        this.options = options;
        this.issuerTime = issuerTime ?? machineTime;
        http = new AwsHttpClientFactory(new AwsHttpSettings(machineTime, options.ReadTimeout, options.ActTimeout, UseProxy: options.SimulatorUrl is null));
    }

    public IAmazonDrs Drs(AwsTarget target) => Of(target).Drs.Value;

    public IAmazonSecurityTokenService Sts(AwsTarget target) => Of(target).Sts.Value;

    public IAmazonEC2 EC2(AwsTarget target) => Of(target).EC2.Value;

    public IAmazonIdentityManagementService IdentityManagement(AwsTarget target) => Of(target).IdentityManagement.Value;

    public IAmazonServiceQuotas ServiceQuotas(AwsTarget target) => Of(target).ServiceQuotas.Value;

    public void Dispose()
    {
        foreach (var target in targets.Values.Where(target => target.IsValueCreated))
        {
            target.Value.Dispose();
        }

        http.Dispose();
    }

    private TargetClients Of(AwsTarget target)
    {
        var clients = targets.GetOrAdd(target, key => new Lazy<TargetClients>(() => Create(key))).Value;
        clients.LastUse = Interlocked.Increment(ref uses);
        if (targets.Count > options.MaxTargets)
        {
            DropUnused();
        }

        return clients;
    }

    /// <summary>
    /// Sessions of ended executions would stay for ever. What is dropped is not disposed of, since somebody may be at work with it; it holds no connection of its own.
    /// </summary>
    private void DropUnused()
    {
        var oldest = targets.Where(target => target.Value.IsValueCreated).OrderBy(target => target.Value.Value.LastUse).Take(options.MaxTargets / 4 + 1).ToList();
        foreach (var target in oldest)
        {
            targets.TryRemove(target);
        }
    }

    private TargetClients Create(AwsTarget target)
    {
        var own = OwnCredentials(target);
        if (target.RoleArn is null || (options.SimulatorUrl is not null && options.SimulatorHomeAccountId is null))
        {
            return new TargetClients(this, target, own, null);
        }

        var role = new AssumedRoleCredentials(new AmazonSecurityTokenServiceClient(own, Configure(new AmazonSecurityTokenServiceConfig(), target)), target, issuerTime);
        return new TargetClients(this, target, role, role);
    }

    /// <summary>Null is the default chain.</summary>
    private AWSCredentials? OwnCredentials(AwsTarget target)
    {
        if (options.SimulatorUrl is null)
        {
            return null;
        }

        var account = target.RoleArn is null ? target.AccountId : options.SimulatorHomeAccountId ?? target.AccountId;
        var key = options.SimulatorKeys.TryGetValue(account, out var known) ? known : throw new UnknownAccountException(account);
        return new BasicAWSCredentials(key.AccessKeyId, key.SecretAccessKey);
    }

    private T Configure<T>(T config, AwsTarget target)
        where T : ClientConfig
    {
        config.HttpClientFactory = http;
        config.MaxErrorRetry = options.MaxReadRetries;
        config.MaxStaleConnectionRetries = 0;
        config.RetryMode = RequestRetryMode.Standard;
        if (options.SimulatorUrl is { } simulator)
        {
            config.ServiceURL = simulator.AbsoluteUri;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(target.Region);
        }

        config.AuthenticationRegion = target.Region;
        return config;
    }

    /// <summary>The clients of one target, made when they are first asked for.</summary>
    private sealed class TargetClients(AwsClientFactory factory, AwsTarget target, AWSCredentials? credentials, AssumedRoleCredentials? role) : IDisposable
    {
        private long lastUse;

        public long LastUse
        {
            get => Volatile.Read(ref lastUse);
            set => Volatile.Write(ref lastUse, value);
        }

        public Lazy<IAmazonDrs> Drs { get; } = new(() => new AmazonDrsClient(credentials, factory.Configure(new AmazonDrsConfig(), target)));

        public Lazy<IAmazonSecurityTokenService> Sts { get; } = new(() => new AmazonSecurityTokenServiceClient(credentials, factory.Configure(new AmazonSecurityTokenServiceConfig(), target)));

        public Lazy<IAmazonEC2> EC2 { get; } = new(() => new AmazonEC2Client(credentials, factory.Configure(new AmazonEC2Config(), target)));

        public Lazy<IAmazonIdentityManagementService> IdentityManagement { get; } = new(() =>
        {
            var config = factory.Configure(new AmazonIdentityManagementServiceConfig(), target);
            if (target.Region.Split('-')[0] is not ("cn" or "eusc") && !target.Region.StartsWith("us-gov-", StringComparison.Ordinal))
            {
                // IAM of the commercial partition knows this Region only.
                config.AuthenticationRegion = "us-east-1";
            }

            return new AmazonIdentityManagementServiceClient(credentials, config);
        });

        public Lazy<IAmazonServiceQuotas> ServiceQuotas { get; } = new(() => new AmazonServiceQuotasClient(credentials, factory.Configure(new AmazonServiceQuotasConfig(), target)));

        public void Dispose()
        {
            Dispose(Drs);
            Dispose(Sts);
            Dispose(EC2);
            Dispose(IdentityManagement);
            Dispose(ServiceQuotas);
            role?.Dispose();
        }

        private static void Dispose<T>(Lazy<T> client)
            where T : IDisposable
        {
            if (client.IsValueCreated)
            {
                client.Value.Dispose();
            }
        }
    }
}
