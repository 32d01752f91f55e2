using System.Text.Json.Serialization;
using DrsDurable.Recovery.Executions;

namespace DrsDurable.Recovery.Waves;

/// <summary>How one wave stands, as the execution sees it.</summary>
/// <param name="UpAt">When every critical server was known to be launched; dependents start then.</param>
/// <param name="DownAt">When it was known that this will not happen.</param>
public sealed record WaveProgress(
    int Number,
    WaveStatus Status = WaveStatus.Pending,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? UpAt = null,
    DateTimeOffset? DownAt = null,
    DateTimeOffset? EndedAt = null,
    int ServersLaunched = 0,
    int ServersFailed = 0)
{
    [JsonIgnore]
    public bool IsStarted => StartedAt is not null;

    [JsonIgnore]
    public bool IsEnded => Status is not (WaveStatus.Pending or WaveStatus.Started or WaveStatus.Launching or WaveStatus.Paused or WaveStatus.WaitingApproval);

    [JsonIgnore]
    public bool IsRunning => IsStarted && !IsEnded;
}
