namespace DrsDurable.DurableTask.Sidecar.Tracing;

/// <summary>Keys of span tags, as in Microsoft's SDKs; <c>error.type</c> is OpenTelemetry's.</summary>
public static class TraceTags
{
    /// <summary>orchestration, activity, event or timer.</summary>
    public const string Type = "durabletask.type";

    public const string Name = "durabletask.task.name";

    public const string Version = "durabletask.task.version";

    public const string InstanceId = "durabletask.task.instance_id";

    public const string ExecutionId = "durabletask.task.execution_id";

    public const string Status = "durabletask.task.status";

    public const string TaskId = "durabletask.task.task_id";

    public const string EventTarget = "durabletask.event.target_instance_id";

    public const string FireAt = "durabletask.fire_at";

    public const string ErrorType = "error.type";
}
