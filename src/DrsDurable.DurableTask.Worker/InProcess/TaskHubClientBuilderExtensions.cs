using DrsDurable.DurableTask.Client;

namespace DrsDurable.DurableTask.Worker.InProcess;

public static class TaskHubClientBuilderExtensions
{
    /// <summary>Reaches the hub in the same process, the <see cref="Sidecar.Instances.ITaskHubClient"/> among the services.</summary>
    public static IDurableTaskClientBuilder UseTaskHub(this IDurableTaskClientBuilder builder) =>
        builder.UseBuildTarget<TaskHubDurableTaskClient>();
}
