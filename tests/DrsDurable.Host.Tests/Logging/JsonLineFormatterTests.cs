using System.Text.Json.Nodes;
using DrsDurable.Host.Logging;
using DrsDurable.Testing.Time;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrsDurable.Host.Tests.Logging;

public sealed class JsonLineFormatterTests
{
    [Fact]
    public void Entry_BecomesOneLine_WithItsFactsAsFields()
    {
        var line = Format("wave {Wave} of {ExecutionId}: job {JobId} launches {SourceServerIds}, \"quoted\"\nnext {Count}", "Database", "exec-1", "drsjob-1", new[] { "s-1", "s-2" }, 2);

        line.Should().EndWith("\n").And.Subject.TrimEnd('\n').Should().NotContain("\n");
        var json = JsonNode.Parse(line)!;
        json["time"]!.GetValue<string>().Should().Be("2030-01-01T00:00:00.000Z");
        json["level"]!.GetValue<string>().Should().Be("INFORMATION");
        json["executionId"]!.GetValue<string>().Should().Be("exec-1");
        json["wave"]!.GetValue<string>().Should().Be("Database");
        json["jobID"]!.GetValue<string>().Should().Be("drsjob-1");
        json["sourceServerIDs"]!.AsArray().Select(id => (string)id!).Should().Equal("s-1", "s-2");
        json["count"]!.GetValue<int>().Should().Be(2);
        json["message"]!.GetValue<string>().Should().StartWith("wave Database of exec-1").And.Contain("\"quoted\"\nnext");
    }

    [Fact]
    public void FactNamedLikeAField_DoesNotHideTheField()
    {
        var json = JsonNode.Parse(Format("level {Level}", "mine"))!;

        json["level"]!.GetValue<string>().Should().Be("INFORMATION");
        json["levelValue"]!.GetValue<string>().Should().Be("mine");
    }

    [Fact]
    public void Status_IsWrittenInTheWordsOfTheApi() =>
        ((string?)JsonNode.Parse(Format("ended {Status}", DrsDurable.Recovery.Executions.WaveStatus.WaitingApproval))!["status"]).Should().Be("WAITING_APPROVAL");

    private static string Format(string template, params object?[] values)
    {
        using var writer = new StringWriter();
        var logger = new Capture(new JsonLineFormatter(new VirtualTimeProvider()), writer);
#pragma warning disable CA2254 // The template is the test's subject.
        logger.LogInformation(template, values);
#pragma warning restore CA2254
        return writer.ToString();
    }

    private sealed class Capture(JsonLineFormatter formatter, TextWriter writer) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatterOf) =>
            formatter.Write(new LogEntry<TState>(logLevel, "category", eventId, state, exception, formatterOf), null, writer);
    }
}
