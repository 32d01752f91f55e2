namespace DrsDurable.DurableTask.Tests.Abstractions;

public class RetryPolicyTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    [Fact]
    public void Defaults_are_no_growth_one_hour_at_most_and_no_timeout()
    {
        var policy = new RetryPolicy(3, OneSecond);

        policy.BackoffCoefficient.Should().Be(1.0);
        policy.MaxRetryInterval.Should().Be(TimeSpan.FromHours(1));
        policy.RetryTimeout.Should().Be(Timeout.InfiniteTimeSpan);
        policy.Handle(new InvalidOperationException()).Should().BeTrue();
    }

    [Theory]
    [InlineData(0, 1, 1.0, null, null, "maxNumberOfAttempts")]
    [InlineData(-1, 1, 1.0, null, null, "maxNumberOfAttempts")]
    [InlineData(1, 0, 1.0, null, null, "firstRetryInterval")]
    [InlineData(1, -1, 1.0, null, null, "firstRetryInterval")]
    [InlineData(1, 1, 0.99, null, null, "backoffCoefficient")]
    [InlineData(1, 1, double.NaN, null, null, "backoffCoefficient")]
    [InlineData(1, 2, 1.0, 1, null, "maxRetryInterval")]
    [InlineData(1, 2, 1.0, null, 1, "retryTimeout")]
    public void Values_out_of_range_are_refused_by_name(
        int attempts, int firstSeconds, double coefficient, int? maxSeconds, int? timeoutSeconds, string parameter)
    {
        var create = () => new RetryPolicy(
            attempts,
            TimeSpan.FromSeconds(firstSeconds),
            coefficient,
            maxSeconds is { } max ? TimeSpan.FromSeconds(max) : null,
            timeoutSeconds is { } timeout ? TimeSpan.FromSeconds(timeout) : null);

        create.Should().Throw<ArgumentOutOfRangeException>().Which.ParamName.Should().Be(parameter);
    }

    [Fact]
    public void HandleFailure_decides_by_the_details_of_the_failure()
    {
        var policy = new RetryPolicy(3, OneSecond) { HandleFailure = failure => failure.IsCausedBy<TimeoutException>() };

        policy.Handle(new TaskFailedException("Step", 0, new TimeoutException())).Should().BeTrue();
        policy.Handle(new TaskFailedException("Step", 0, new InvalidOperationException())).Should().BeFalse();
        policy.Handle(new TimeoutException()).Should().BeTrue();
    }

    [Fact]
    public void Retry_options_come_from_a_policy_or_a_handler()
    {
        TaskRetryOptions fromPolicy = new RetryPolicy(1, OneSecond);
        TaskRetryOptions fromHandler = (RetryHandler)(_ => true);

        fromPolicy.Policy.Should().NotBeNull();
        fromPolicy.Handler.Should().BeNull();
        fromHandler.Policy.Should().BeNull();
        fromHandler.Handler.Should().NotBeNull();
    }

    [Fact]
    public void Options_of_a_sub_orchestration_keep_what_the_task_options_say()
    {
        var options = new TaskOptions(new RetryPolicy(2, OneSecond), new Dictionary<string, string> { ["a"] = "b" }) { Version = "2" };

        var child = options.WithInstanceId("id");
        (child.InstanceId, child.Version?.Version, child.Retry, child.Tags).Should().Be(("id", "2", options.Retry, options.Tags));
        new SubOrchestrationOptions(child).InstanceId.Should().Be("id");
        (child with { InstanceId = "other" }).Tags.Should().BeSameAs(options.Tags);
    }
}
