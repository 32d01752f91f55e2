using System.Reflection;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Worker;
using DrsDurable.Testing.Cases;

namespace DrsDurable.DurableTask.Tests.Compatibility;

/// <summary>
/// What is written against Microsoft.DurableTask compiles against this implementation, but for what <see cref="LeftOut"/> names.
/// The listings beside this file hold the public members of the reference.
/// </summary>
public class SourceCompatibilityTests
{
    private static readonly Lazy<HashSet<string>> Ours = new(() => new PublicSurface("DrsDurable.DurableTask").Of(
    [
        typeof(TaskOrchestrationContext).Assembly,
        typeof(DurableTaskClient).Assembly,
        typeof(DurableTaskWorkerOptions).Assembly,
    ]));

    [Theory]
    [InlineData("Abstractions")]
    [InlineData("Client")]
    [InlineData("Worker")]
    [InlineData("Grpc")]
    public void Every_public_member_of_the_reference_is_here_or_is_left_out_with_a_reason(string listing)
    {
        var missing = Listing(listing).Where(line => !Ours.Value.Contains(WithoutMark(line)) && !LeftOut.All.Keys.Any(left => LeftOut.Covers(left, line)));

        string.Join(Environment.NewLine, missing).Should().BeEmpty(
            "source written against the reference must compile here: add it, or name it in {0} with its reason", nameof(LeftOut));
    }

    [Fact]
    public void Nothing_is_named_as_left_out_that_is_here_or_that_the_reference_does_not_have()
    {
        var reference = new[] { "Abstractions", "Client", "Worker", "Grpc" }.SelectMany(Listing).ToList();
        foreach (var (left, reason) in LeftOut.All)
        {
            reason.Should().NotBeNullOrWhiteSpace();
            var covered = reference.Where(line => LeftOut.Covers(left, line)).ToList();
            covered.Should().NotBeEmpty("'{0}' is not in the reference", left);
            covered.Where(line => Ours.Value.Contains(WithoutMark(line))).Should().BeEmpty("'{0}' is here and no longer left out", left);
        }
    }

    [Fact]
    public void A_member_that_changes_is_noticed()
    {
        Ours.Value.Should().Contain("RetryHandler .. bool(RetryContext retryContext)");
        Ours.Value.Should().Contain("TaskOptions .. ctor(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null)");
        Ours.Value.Should().NotContain("TaskOptions .. ctor(TaskRetryOptions? retry = null, IDictionary<string, string> tags = null)");
        Ours.Value.Should().Contain("Client.OrchestrationRuntimeStatus .. Suspended = 7");
    }

    private static IEnumerable<string> Listing(string name) =>
        File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests", "DrsDurable.DurableTask.Tests", "Compatibility", name + ".txt"))
            .Where(line => !line.StartsWith('#'));

    private static string WithoutMark(string line) => line.Replace(" [Obsolete]", string.Empty, StringComparison.Ordinal);
}
