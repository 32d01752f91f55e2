using DrsDurable.Simulator.Jobs;

namespace DrsDurable.Simulator.ServiceQuotas;

internal sealed record DrsQuota(string Code, string Name, double Value, bool Adjustable);

/// <summary>The quotas of DRS under their codes. Those that the simulator keeps have the values it keeps.</summary>
internal static class DrsQuotas
{
    public const string ServiceCode = "drs";

    public static IReadOnlyList<DrsQuota> Of(Quotas quotas) =>
    [
        new("L-05AFA8C6", "Max source servers in all Jobs", quotas.ServersInAllJobs, false),
        new("L-0588D03B", "Max number of launch actions per resource", 200, false),
        new("L-1F3FAE4D", "Max number of launch configuration templates per AWS account", 1, false),
        new("L-4B0323BD", "Max number of source networks per AWS account", 100, true),
        new("L-B827C881", "Max number of source servers in a single Job", quotas.ServersPerJob, false),
        new("L-C1D14A2B", "Max Total replicating source servers Per AWS Account", 300, false),
        new("L-D88FAC3A", "Concurrent jobs in progress", quotas.ConcurrentJobs, false),
        new("L-DD6D028C", "Max concurrent Jobs per source server", 1, false),
        new("L-E28BE5E0", "Max Total source servers Per AWS Account", 4000, true),
    ];
}
