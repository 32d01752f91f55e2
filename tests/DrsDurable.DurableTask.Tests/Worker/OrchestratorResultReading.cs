using DrsDurable.DurableTask.Converters;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.DurableTask.Tests.Worker;

internal static class OrchestratorResultReading
{
    public static CompleteOrchestrationAction Ending(this OrchestratorResult result) =>
        result.Actions.OfType<CompleteOrchestrationAction>().Should().ContainSingle("the orchestrator should have ended").Subject;

    public static T? Output<T>(this OrchestratorResult result)
    {
        var ending = result.Ending();
        ending.Failure.Should().BeNull();
        ending.Status.Should().Be(InstanceStatus.Completed);
        return JsonDataConverter.Default.Deserialize<T>(ending.Result);
    }

    public static FailureDetails Failure(this OrchestratorResult result)
    {
        var ending = result.Ending();
        ending.Status.Should().Be(InstanceStatus.Failed);
        return ending.Failure!;
    }

    /// <summary>Neither an end nor anything to do.</summary>
    public static void ShouldWait(this OrchestratorResult result) => result.Actions.Should().BeEmpty();

    public static IEnumerable<string> Activities(this OrchestratorResult result) =>
        result.Actions.OfType<ScheduleTaskAction>().Select(action => action.Name);
}
