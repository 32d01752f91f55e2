using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Worker.Failures;

namespace DrsDurable.DurableTask.Worker.InProcess;

public sealed partial class TaskHubDurableTaskClient
{
    private OrchestrationMetadata ToMetadata(InstanceSnapshot instance, bool withPayloads) => new(instance.Name, instance.InstanceId)
    {
        DataConverter = withPayloads ? options.DataConverter : null,
        RuntimeStatus = (OrchestrationRuntimeStatus)(int)instance.Status,
        CreatedAt = Utc(instance.CreatedAt),
        LastUpdatedAt = Utc(instance.LastUpdatedAt),
        SerializedInput = instance.Input,
        SerializedOutput = instance.Output,
        SerializedCustomStatus = instance.CustomStatus,
        Tags = instance.Tags,
        FailureDetails = instance.Failure?.ToModel(),
    };

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
