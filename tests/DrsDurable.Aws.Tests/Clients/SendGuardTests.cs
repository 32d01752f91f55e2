using System.Net;
using System.Net.Sockets;
using DrsDurable.Aws.Drs;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.Http;
using DrsDurable.Aws.Tests.Clients.Stub;

namespace DrsDurable.Aws.Tests.Clients;

public class SendGuardTests
{
    [Fact]
    public async Task CheckThatPasses_LetsTheRequestOut_AndRunsOnce()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json("""{"job":{"jobID":"drsjob-3aaaaaaaaaaaaaaaa"}}""", 202));
        var checks = 0;
        using var guard = SendGuard.Enter(_ =>
        {
            clients.Stub.Requests.Should().BeEmpty("the check comes before the request");
            checks++;
            return Task.CompletedTask;
        });

        var answer = await clients.Drs.StartRecoveryAsync(StubClients.Drill);

        answer.Job!.JobID.Should().Be("drsjob-3aaaaaaaaaaaaaaaa");
        checks.Should().Be(1);
        guard.Sent.Should().BeTrue();
        clients.Stub.Requests.Should().ContainSingle().Which.Signature.Valid.Should().BeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CheckThatRefuses_StopsTheRequest_AndSaysThatNothingWasSent(bool warm)
    {
        await using var clients = await StubClients.StartAsync();
        if (warm)
        {
            await clients.Drs.DescribeJobsAsync(new DescribeJobsRequest());
        }

        using var guard = SendGuard.Enter(async cancellationToken =>
        {
            await Task.Yield();
            throw new InvalidOperationException("the lease has passed to another");
        });

        var refusal = (await clients.Drs.Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<RequestNotSentException>()).Which;

        refusal.Operation.Should().Be("StartRecovery");
        refusal.InnerException.Should().BeOfType<InvalidOperationException>();
        refusal.Message.Should().Contain("the lease has passed to another");
        guard.Sent.Should().BeFalse();
        guard.OutcomeOf(refusal).Should().Be(CallOutcome.NotSent);
        guard.Dispose();
        await clients.Drs.DescribeJobsAsync(new DescribeJobsRequest());
        clients.Stub.Requests.Should().OnlyContain(request => request.Target == "/DescribeJobs");
    }

    [Fact]
    public async Task Reads_AreNotChecked()
    {
        await using var clients = await StubClients.StartAsync();
        using var guard = SendGuard.Enter(_ => throw new InvalidOperationException("never asked"));

        await clients.Drs.DescribeJobsAsync(new DescribeJobsRequest());

        guard.Sent.Should().BeFalse();
    }

    [Fact]
    public async Task NoServer_MeansNotSent()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var factory = new AwsClientFactory(OptionsFor("http", reserved), TimeProvider.System);
        using var guard = SendGuard.Enter(_ => Task.CompletedTask);

        var failure = (await factory.Drs(new AwsTarget(StubClients.Account, "eu-central-1"))
            .Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<RequestNotSentException>()).Which;

        failure.InnerException.Should().BeOfType<HttpRequestException>();
        guard.OutcomeOf(failure).Should().Be(CallOutcome.NotSent);
    }

    [Fact]
    public async Task ServerThatAcceptsNoConnection_MeansNotSent_WhenTimeIsUp()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var options = OptionsFor("https", listener) with { ActTimeout = TimeSpan.FromMilliseconds(300) };
        using var factory = new AwsClientFactory(options, TimeProvider.System);
        using var guard = SendGuard.Enter(_ => throw new InvalidOperationException("there is nothing to check: TLS never came up"));

        var failure = (await factory.Drs(new AwsTarget(StubClients.Account, "eu-central-1"))
            .Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<RequestNotSentException>()).Which;

        failure.Message.Should().Contain("no connection");
        guard.OutcomeOf(failure).Should().Be(CallOutcome.NotSent);
    }

    [Theory]
    [InlineData("silence", CallOutcome.Unknown)]
    [InlineData("stalled", CallOutcome.Unknown)]
    [InlineData("dropped", CallOutcome.Unknown)]
    [InlineData("broken", CallOutcome.Unknown)]
    [InlineData("unreadable", CallOutcome.Unknown)]
    [InlineData("500", CallOutcome.Unknown)]
    [InlineData("503", CallOutcome.Unknown)]
    [InlineData("408", CallOutcome.Unknown)]
    [InlineData("409", CallOutcome.Refused)]
    [InlineData("402", CallOutcome.Refused)]
    [InlineData("429", CallOutcome.Refused)]
    [InlineData("403", CallOutcome.Refused)]
    public async Task OutcomeOfAFailedCall_FollowsFromWhatWasAnswered(string mishap, CallOutcome outcome)
    {
        AwsStub.Answer answer = mishap switch
        {
            "silence" => Answers.Silence,
            "stalled" => Answers.StallInTheMiddle,
            "dropped" => Answers.Drop,
            "broken" => Answers.BreakInTheMiddle,
            "unreadable" => Answers.Json("{", 202),
            "503" => Answers.Html(503),
            _ => Answers.Error(int.Parse(mishap, System.Globalization.CultureInfo.InvariantCulture), null, """{"message":"m"}"""),
        };
        await using var clients = await StubClients.StartAsync(options => options with { ActTimeout = TimeSpan.FromMilliseconds(500) }, answer);
        using var guard = SendGuard.Enter(_ => Task.CompletedTask);

        var failure = (await clients.Drs.Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<Exception>()).Which;

        guard.Sent.Should().BeTrue();
        guard.OutcomeOf(failure).Should().Be(outcome);
        if (mishap is "silence" or "stalled")
        {
            failure.Should().BeOfType<ResponseTimeoutException>().Which.Operation.Should().Be("StartRecovery");
        }
    }

    [Fact]
    public async Task CallCancelledWhileTheAnswerIsAwaited_IsOfUnknownOutcome()
    {
        using var cancel = new CancellationTokenSource();
        await using var clients = await StubClients.StartAsync(async context =>
        {
            await cancel.CancelAsync();
            await Answers.Silence(context);
        });
        using var guard = SendGuard.Enter(_ => Task.CompletedTask);

        var failure = (await clients.Drs.Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill, cancel.Token)).Should().ThrowAsync<OperationCanceledException>()).Which;

        guard.OutcomeOf(failure).Should().Be(CallOutcome.Unknown);
    }

    [Fact]
    public async Task CallCancelledDuringTheCheck_IsNotSent()
    {
        using var cancel = new CancellationTokenSource();
        await using var clients = await StubClients.StartAsync();
        using var guard = SendGuard.Enter(async _ => await cancel.CancelAsync());

        var failure = (await clients.Drs.Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill, cancel.Token)).Should().ThrowAsync<OperationCanceledException>()).Which;

        guard.OutcomeOf(failure).Should().Be(CallOutcome.NotSent);
        clients.Stub.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task SecondCallUnderOneGuard_IsNotSent()
    {
        await using var clients = await StubClients.StartAsync();
        using var guard = SendGuard.Enter(_ => Task.CompletedTask);
        await clients.Drs.StartRecoveryAsync(StubClients.Drill);

        await clients.Drs.Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<RequestNotSentException>();

        clients.Stub.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task GuardsOfCallsAtTheSameTime_DoNotMeet()
    {
        await using var clients = await StubClients.StartAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            await Task.Yield();
            using var guard = SendGuard.Enter(_ => number % 2 == 0 ? Task.CompletedTask : throw new InvalidOperationException("odd"));
            try
            {
                await clients.Drs.StartRecoveryAsync(StubClients.Drill);
            }
            catch (RequestNotSentException)
            {
                return (number, guard.Sent);
            }

            return (number, guard.Sent);
        }));

        outcomes.Should().OnlyContain(outcome => outcome.Sent == (outcome.number % 2 == 0));
        clients.Stub.Requests.Should().HaveCount(10);
    }

    [Fact]
    public async Task Double_CanTakePart()
    {
        using var guard = SendGuard.Enter(_ => Task.CompletedTask);

        await SendGuard.BeforeSendAsync("StartRecovery", CancellationToken.None);

        guard.Sent.Should().BeTrue();
    }

    [Fact]
    public async Task WithoutAGuard_ActsAreSent()
    {
        await using var clients = await StubClients.StartAsync();

        await SendGuard.BeforeSendAsync("StartRecovery", CancellationToken.None);
        await clients.Drs.StartRecoveryAsync(StubClients.Drill);

        clients.Stub.Requests.Should().ContainSingle();
    }

    private static AwsClientOptions OptionsFor(string scheme, Socket socket) => AwsClientOptions.Simulator(
        new Uri($"{scheme}://{(IPEndPoint)socket.LocalEndPoint!}"),
        new Dictionary<string, AccessKey>(StringComparer.Ordinal) { [StubClients.Account] = new("a", "b") });
}
