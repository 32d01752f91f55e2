using System.Text.Json.Serialization;

namespace DrsDurable.Recovery.Executions;

[JsonConverter(typeof(UpperSnakeCaseEnum<ExecutionStatus>))]
public enum ExecutionStatus
{
    Pending,
    Running,
    Paused,
    Cancelling,
    Completed,
    Partial,
    Failed,
    Cancelled,
    Timeout,
}

[JsonConverter(typeof(UpperSnakeCaseEnum<WaveStatus>))]
public enum WaveStatus
{
    Pending,

    /// <summary>A wave it depends on did not come up.</summary>
    Blocked,
    WaitingApproval,
    Paused,
    Started,
    Launching,
    Completed,
    Partial,
    Failed,
    Skipped,
    Cancelled,
    Timeout,
}

[JsonConverter(typeof(UpperSnakeCaseEnum<ServerStatus>))]
public enum ServerStatus
{
    Pending,
    Snapshot,
    Conversion,
    Launching,
    Launched,
    Failed,
    Timeout,
    Cancelled,
    Skipped,
    Terminated,
}
