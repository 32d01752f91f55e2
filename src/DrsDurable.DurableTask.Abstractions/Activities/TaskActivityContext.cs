namespace DrsDurable.DurableTask;

/// <summary>What an activity knows of its call.</summary>
public abstract class TaskActivityContext
{
    public abstract TaskName Name { get; }

    /// <summary>The id of the orchestration instance that called.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The version asked for; empty when unversioned.</summary>
    public virtual string Version => string.Empty;
}
