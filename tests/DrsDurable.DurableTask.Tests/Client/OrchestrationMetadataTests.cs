using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Converters;

namespace DrsDurable.DurableTask.Tests.Client;

public class OrchestrationMetadataTests
{
    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending, false, false)]
    [InlineData(OrchestrationRuntimeStatus.Running, true, false)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, false, false)]
    [InlineData(OrchestrationRuntimeStatus.Completed, false, true)]
    [InlineData(OrchestrationRuntimeStatus.Failed, false, true)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, false, true)]
    public void Running_is_running_only_and_completed_is_every_end(OrchestrationRuntimeStatus status, bool running, bool completed)
    {
        var metadata = new OrchestrationMetadata("Main", "i-1") { RuntimeStatus = status };

        (metadata.IsRunning, metadata.IsCompleted).Should().Be((running, completed));
    }

    [Fact]
    public void Payloads_that_were_not_fetched_cannot_be_read()
    {
        var metadata = new OrchestrationMetadata("Main", "i-1");

        metadata.Invoking(m => m.ReadOutputAs<int>()).Should().Throw<InvalidOperationException>().WithMessage("*getInputsAndOutputs*");
    }

    [Fact]
    public void Payloads_are_read_by_the_converter()
    {
        var metadata = new OrchestrationMetadata("Main", "i-1")
        {
            DataConverter = JsonDataConverter.Default,
            SerializedInput = "1",
            SerializedOutput = "\"out\"",
            SerializedCustomStatus = "[1]",
        };

        metadata.ReadInputAs<int>().Should().Be(1);
        metadata.ReadOutputAs<string>().Should().Be("out");
        metadata.ReadCustomStatusAs<int[]>().Should().Equal(1);
    }
}
