using DrsDurable.Aws.Drs;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.Tests.Clients.Stub;

namespace DrsDurable.Aws.Tests.Clients;

/// <summary>A stub and the product's own factory in front of it.</summary>
internal sealed class StubClients : IAsyncDisposable
{
    public const string Account = "111122223333";

    private StubClients(AwsStub stub, AwsClientFactory factory, RecordedBackOff time)
    {
        Stub = stub;
        Factory = factory;
        Time = time;
    }

    public static StartRecoveryRequest Drill { get; } = new()
    {
        SourceServers = [new() { SourceServerID = "s-3aaaaaaaaaaaaaaaa" }],
        IsDrill = true,
    };

    public AwsStub Stub { get; }

    public AwsClientFactory Factory { get; }

    public RecordedBackOff Time { get; }

    public IAmazonDrs Drs => Factory.Drs(new AwsTarget(Account, "eu-central-1"));

    public static async Task<StubClients> StartAsync(params AwsStub.Answer[] answers) => await StartAsync(options => options, answers);

    public static async Task<StubClients> StartAsync(Func<AwsClientOptions, AwsClientOptions> configure, params AwsStub.Answer[] answers)
    {
        var stub = await AwsStub.StartAsync(answers);
        var keys = new Dictionary<string, AccessKey>(StringComparer.Ordinal) { [Account] = new(AwsStub.AccessKeyId, AwsStub.Secret) };
        var time = new RecordedBackOff();
        return new StubClients(stub, new AwsClientFactory(configure(AwsClientOptions.Simulator(stub.Url, keys)), time), time);
    }

    public async ValueTask DisposeAsync()
    {
        Factory.Dispose();
        await Stub.DisposeAsync();
    }
}
