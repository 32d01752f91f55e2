namespace DrsDurable.Simulator.Jobs;

/// <summary>Service quotas of one account and Region. The defaults are those of DRS.</summary>
public sealed record Quotas
{
    /// <summary>Concurrent jobs in progress (quota L-D88FAC3A).</summary>
    public int ConcurrentJobs { get; init; } = 20;

    /// <summary>Source servers in one job (quota L-B827C881).</summary>
    public int ServersPerJob { get; init; } = 100;

    /// <summary>Source servers in all active jobs (quota L-05AFA8C6).</summary>
    public int ServersInAllJobs { get; init; } = 500;
}
