namespace DrsDurable.DurableTask.Tests.Abstractions;

public class TaskFailureDetailsTests
{
    [Fact]
    public void The_message_of_TaskFailedException_names_task_id_and_cause()
    {
        new TaskFailedException("Step", 3, new InvalidOperationException("no disk")).Message
            .Should().Be("Task 'Step' (#3) failed with an unhandled exception: no disk");
        new TaskFailedException("Step", 3, new TaskFailureDetails("E", "no net", null, null, null)).Message
            .Should().Be("Task 'Step' (#3) failed with an unhandled exception: no net");
    }

    [Fact]
    public void IsCausedBy_knows_the_type_and_its_bases()
    {
        var details = TaskFailureDetails.FromException(new ArgumentNullException("value"));

        details.IsCausedBy<ArgumentNullException>().Should().BeTrue();
        details.IsCausedBy<ArgumentException>().Should().BeTrue();
        details.IsCausedBy<Exception>().Should().BeTrue();
        details.IsCausedBy<InvalidOperationException>().Should().BeFalse();
    }

    [Fact]
    public void IsCausedBy_finds_types_of_any_loaded_assembly()
    {
        TaskFailureDetails.FromException(new OwnException()).IsCausedBy<OwnException>().Should().BeTrue();
        new TaskFailureDetails(typeof(System.Text.Json.JsonException).FullName!, "m", null, null, null).IsCausedBy<Exception>().Should().BeTrue();
    }

    [Theory]
    [InlineData("Nowhere.ToBeFoundException")]
    [InlineData("ActivityTaskNotFound")]
    [InlineData("")]
    public void IsCausedBy_is_false_for_a_type_nobody_has(string errorType) =>
        new TaskFailureDetails(errorType, "m", null, null, null).IsCausedBy<Exception>().Should().BeFalse();

    [Fact]
    public void IsCausedBy_asks_for_exceptions_only() =>
        new TaskFailureDetails("System.String", "m", null, null, null).Invoking(details => details.IsCausedBy(typeof(string)))
            .Should().Throw<ArgumentException>().WithMessage("*not an exception type*");

    [Fact]
    public void The_text_of_details_is_type_and_message() =>
        new TaskFailureDetails("E", "m", "at", null, null).ToString().Should().Be("E: m");

    [Fact]
    public void Inner_failures_go_along()
    {
        var details = TaskFailureDetails.FromException(
            new InvalidOperationException("outer", new TaskFailedException("Step", 0, new TimeoutException("slow"))));

        details.InnerFailure!.ErrorType.Should().Be(typeof(TaskFailedException).FullName);
        details.InnerFailure.InnerFailure!.IsCausedBy<TimeoutException>().Should().BeTrue();
    }

    private sealed class OwnException : Exception;
}
