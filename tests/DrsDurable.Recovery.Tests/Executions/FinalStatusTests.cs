using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Recovery.Tests.Executions;

public sealed class FinalStatusTests
{
    private static readonly DateTimeOffset End = new(2030, 1, 1, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("LL", ExecutionStatus.Completed)]
    [InlineData("LX", ExecutionStatus.Completed)]
    [InlineData("Lf", ExecutionStatus.Completed)]
    [InlineData("LF", ExecutionStatus.Partial)]
    [InlineData("LT", ExecutionStatus.Partial)]
    [InlineData("LS", ExecutionStatus.Partial)]
    [InlineData("FF", ExecutionStatus.Failed)]
    [InlineData("FT", ExecutionStatus.Failed)]
    [InlineData("FS", ExecutionStatus.Failed)]
    [InlineData("lF", ExecutionStatus.Failed)]
    [InlineData("TT", ExecutionStatus.Timeout)]
    [InlineData("TS", ExecutionStatus.Timeout)]
    [InlineData("lf", ExecutionStatus.Completed)]
    [InlineData("ff", ExecutionStatus.Failed)]
    [InlineData("tt", ExecutionStatus.Timeout)]
    public void Of_WithoutCancel_FollowsTheServers(string servers, ExecutionStatus expected) => FinalStatus.Of(Servers(servers), null).Should().Be(expected);

    [Fact]
    public void Of_CancelBeforeTheLastVerdict_IsCancelledWhateverWasLaunched()
    {
        FinalStatus.Of(Servers("LL"), End.AddSeconds(-1)).Should().Be(ExecutionStatus.Cancelled);
        FinalStatus.Of(Servers("LC"), End.AddSeconds(1)).Should().Be(ExecutionStatus.Cancelled);
        FinalStatus.Of(Servers("FF"), End.AddSeconds(-1)).Should().Be(ExecutionStatus.Cancelled);
    }

    [Fact]
    public void Of_CancelAfterTheLastVerdict_ChangesNothing() => FinalStatus.Of(Servers("LL"), End).Should().Be(ExecutionStatus.Completed);

    [Fact]
    public void Of_AnyServers_IsCompletedExactlyWhenEveryCriticalServerIsLaunched()
    {
        var seed = TestSeed.Or(11);
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var servers = Servers(string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => "LXFTSlft"[random.Next(8)]))).Append(Server('L')).ToList();
            var critical = servers.Where(server => server.IsCritical).ToList();
            var allUp = critical.TrueForAll(server => server.Status is ServerStatus.Launched or ServerStatus.Terminated);

            FinalStatus.Of(servers, null).Should().Be(allUp ? ExecutionStatus.Completed : ExecutionStatus.Partial, $"seed {seed} round {round}");
        }
    }

    private static List<ServerProgress> Servers(string letters) => [.. letters.Select(Server)];

    private static ServerProgress Server(char letter) =>
        new ServerProgress($"s-{letter}", char.IsUpper(letter) ? ServerImpact.Critical : ServerImpact.Optional).Ended(
            char.ToUpperInvariant(letter) switch
            {
                'L' => ServerStatus.Launched,
                'X' => ServerStatus.Terminated,
                'F' => ServerStatus.Failed,
                'T' => ServerStatus.Timeout,
                'C' => ServerStatus.Cancelled,
                _ => ServerStatus.Skipped,
            },
            End);
}
