using System.Collections.Frozen;

namespace DrsDurable.Simulator.Wire;

/// <summary>The names of DRS's operations (service model 2020-02-26) and which of them the simulator serves.</summary>
internal static class DrsOperations
{
    public const string StartRecovery = "StartRecovery";
    public const string TerminateRecoveryInstances = "TerminateRecoveryInstances";
    public const string DescribeJobs = "DescribeJobs";
    public const string DescribeJobLogItems = "DescribeJobLogItems";
    public const string DescribeSourceServers = "DescribeSourceServers";
    public const string DescribeRecoveryInstances = "DescribeRecoveryInstances";

    public static readonly IReadOnlyList<string> Served =
        [StartRecovery, DescribeJobs, DescribeJobLogItems, DescribeSourceServers, DescribeRecoveryInstances, TerminateRecoveryInstances];

    private static readonly FrozenSet<string> _modelled = FrozenSet.ToFrozenSet(
    [
        .. Served,
        "AssociateSourceNetworkStack", "CreateExtendedSourceServer", "CreateLaunchConfigurationTemplate", "CreateReplicationConfigurationTemplate",
        "CreateSourceNetwork", "DeleteJob", "DeleteLaunchAction", "DeleteLaunchConfigurationTemplate", "DeleteRecoveryInstance",
        "DeleteReplicationConfigurationTemplate", "DeleteSourceNetwork", "DeleteSourceServer", "DescribeLaunchConfigurationTemplates",
        "DescribeRecoverySnapshots", "DescribeReplicationConfigurationTemplates", "DescribeSourceNetworks", "DisconnectRecoveryInstance",
        "DisconnectSourceServer", "ExportSourceNetworkCfnTemplate", "GetFailbackReplicationConfiguration", "GetLaunchConfiguration",
        "GetReplicationConfiguration", "InitializeService", "ListExtensibleSourceServers", "ListLaunchActions", "ListStagingAccounts",
        "PutLaunchAction", "RetryDataReplication", "ReverseReplication", "StartFailbackLaunch", "StartReplication", "StartSourceNetworkRecovery",
        "StartSourceNetworkReplication", "StopFailback", "StopReplication", "StopSourceNetworkReplication",
        "UpdateFailbackReplicationConfiguration", "UpdateLaunchConfiguration", "UpdateLaunchConfigurationTemplate",
        "UpdateReplicationConfiguration", "UpdateReplicationConfigurationTemplate",
    ],
    StringComparer.Ordinal);

    public static bool IsServed(string operation) => Served.Contains(operation, StringComparer.Ordinal);

    public static bool Acts(string operation) => operation is StartRecovery or TerminateRecoveryInstances;

    /// <summary>The modelled operation a request line names; null when DRS has no such operation.</summary>
    public static string? FromRequest(string method, string path)
    {
        var name = path.TrimStart('/');
        if (name.StartsWith("tags/", StringComparison.Ordinal))
        {
            return method switch
            {
                "GET" => "ListTagsForResource",
                "POST" => "TagResource",
                "DELETE" => "UntagResource",
                _ => null,
            };
        }

        var verb = name == "ListStagingAccounts" ? "GET" : "POST";
        return method == verb && _modelled.Contains(name) ? name : null;
    }
}
