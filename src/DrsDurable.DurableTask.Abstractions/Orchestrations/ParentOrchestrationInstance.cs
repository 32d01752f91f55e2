namespace DrsDurable.DurableTask;

/// <summary>The instance that called this one as a sub-orchestration.</summary>
public record ParentOrchestrationInstance(TaskName Name, string InstanceId);
