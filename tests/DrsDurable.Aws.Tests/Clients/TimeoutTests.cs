using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.Http;
using DrsDurable.Aws.Tests.Clients.Stub;

namespace DrsDurable.Aws.Tests.Clients;

public class TimeoutTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void Defaults_Are30SecondsForReads_And120ForActs()
    {
        AwsClientOptions.Aws.ReadTimeout.Should().Be(TimeSpan.FromSeconds(30));
        AwsClientOptions.Aws.ActTimeout.Should().Be(TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task ReadWithoutAnAnswer_IsTriedAgain()
    {
        await using var clients = await StubClients.StartAsync(options => options with { ReadTimeout = Soon }, Answers.Silence, Answers.StallInTheMiddle, Answers.Json("{}"));

        await clients.Drs.DescribeJobsAsync(new DescribeJobsRequest());

        clients.Stub.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task ActWithoutAnAnswer_WaitsForItsOwnTime_NotForThatOfReads()
    {
        await using var clients = await StubClients.StartAsync(
            options => options with { ReadTimeout = TimeSpan.FromMilliseconds(1), ActTimeout = Soon }, Answers.Silence);

        var timeout = (await clients.Drs.Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<ResponseTimeoutException>()).Which;

        timeout.Timeout.Should().Be(Soon);
        clients.Stub.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task CallerWhoCancels_GetsACancellation_AtOnce()
    {
        using var cancel = new CancellationTokenSource();
        await using var clients = await StubClients.StartAsync(async context =>
        {
            await cancel.CancelAsync();
            await Answers.Silence(context);
        });

        await clients.Drs.Invoking(drs => drs.DescribeJobsAsync(new DescribeJobsRequest(), cancel.Token)).Should().ThrowAsync<OperationCanceledException>();

        clients.Stub.Requests.Should().ContainSingle();
    }
}
