namespace DrsDurable.DurableTask.Sidecar.Protocol;

/// <summary>Runtime status of an instance; the numbers are those of the Durable Task wire protocol.</summary>
public enum InstanceStatus
{
    Running = 0,
    Completed = 1,
    ContinuedAsNew = 2,
    Failed = 3,
    Canceled = 4,
    Terminated = 5,
    Pending = 6,
    Suspended = 7,
}
