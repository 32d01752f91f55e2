using System.Collections.Frozen;
using DrsDurable.Simulator.LaunchSettings;
using DrsDurable.Simulator.StagingAccounts;
using DrsDurable.Simulator.Tagging;

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

    public const string DescribeRecoverySnapshots = "DescribeRecoverySnapshots";
    public const string GetLaunchConfiguration = "GetLaunchConfiguration";
    public const string UpdateLaunchConfiguration = "UpdateLaunchConfiguration";
    public const string ListStagingAccounts = "ListStagingAccounts";
    public const string ListExtensibleSourceServers = "ListExtensibleSourceServers";
    public const string CreateExtendedSourceServer = "CreateExtendedSourceServer";
    public const string ListTagsForResource = "ListTagsForResource";
    public const string TagResource = "TagResource";
    public const string UntagResource = "UntagResource";

    /// <summary>Operations that answer in pages.</summary>
    public static readonly IReadOnlyList<string> Paged =
        [DescribeJobs, DescribeJobLogItems, DescribeSourceServers, DescribeRecoveryInstances, DescribeRecoverySnapshots, ListStagingAccounts, ListExtensibleSourceServers];

    public static readonly IReadOnlyList<string> Served =
    [
        StartRecovery, DescribeJobs, DescribeJobLogItems, DescribeSourceServers, DescribeRecoveryInstances, TerminateRecoveryInstances, DescribeRecoverySnapshots,
        GetLaunchConfiguration, UpdateLaunchConfiguration, ListStagingAccounts, ListExtensibleSourceServers, CreateExtendedSourceServer,
        ListTagsForResource, TagResource, UntagResource,
    ];

    private static readonly FrozenSet<string> _modelled = FrozenSet.ToFrozenSet(
    [
        .. Served,
        "AssociateSourceNetworkStack", "CreateLaunchConfigurationTemplate", "CreateReplicationConfigurationTemplate",
        "CreateSourceNetwork", "DeleteJob", "DeleteLaunchAction", "DeleteLaunchConfigurationTemplate", "DeleteRecoveryInstance",
        "DeleteReplicationConfigurationTemplate", "DeleteSourceNetwork", "DeleteSourceServer", "DescribeLaunchConfigurationTemplates",
        "DescribeReplicationConfigurationTemplates", "DescribeSourceNetworks", "DisconnectRecoveryInstance",
        "DisconnectSourceServer", "ExportSourceNetworkCfnTemplate", "GetFailbackReplicationConfiguration",
        "GetReplicationConfiguration", "InitializeService", "ListLaunchActions",
        "PutLaunchAction", "RetryDataReplication", "ReverseReplication", "StartFailbackLaunch", "StartReplication", "StartSourceNetworkRecovery",
        "StartSourceNetworkReplication", "StopFailback", "StopReplication", "StopSourceNetworkReplication",
        "UpdateFailbackReplicationConfiguration", "UpdateLaunchConfigurationTemplate",
        "UpdateReplicationConfiguration", "UpdateReplicationConfigurationTemplate",
    ],
    StringComparer.Ordinal);

    /// <summary>Carries the operation out; one that is not simulated is refused by name.</summary>
    public static OperationResult Execute(OperationContext context) => context.Operation switch
    {
        StartRecovery => Jobs.StartRecovery.Execute(context),
        TerminateRecoveryInstances => RecoveryInstances.TerminateRecoveryInstances.Execute(context),
        DescribeJobs => Jobs.DescribeJobs.Execute(context),
        DescribeJobLogItems => Jobs.DescribeJobLogItems.Execute(context),
        DescribeSourceServers => SourceServers.DescribeSourceServers.Execute(context),
        DescribeRecoveryInstances => RecoveryInstances.DescribeRecoveryInstances.Execute(context),
        DescribeRecoverySnapshots => RecoverySnapshots.DescribeRecoverySnapshots.Execute(context),
        GetLaunchConfiguration => LaunchConfigurationOperations.Get(context),
        UpdateLaunchConfiguration => LaunchConfigurationOperations.Update(context),
        ListStagingAccounts => StagingAccountOperations.ListAccounts(context),
        ListExtensibleSourceServers => StagingAccountOperations.ListExtensible(context),
        CreateExtendedSourceServer => StagingAccountOperations.CreateExtended(context),
        ListTagsForResource => TagOperations.List(context),
        TagResource => TagOperations.Tag(context),
        UntagResource => TagOperations.Untag(context),
        _ => ServiceError.NotSimulated(context.Operation),
    };

    /// <summary>The tag operations do not declare UninitializedAccountException.</summary>
    public static bool WorksUninitialized(string operation) => operation is ListTagsForResource or TagResource or UntagResource;

    public static bool AuthorizesItself(string operation) => Acts(operation) || operation
        is GetLaunchConfiguration or UpdateLaunchConfiguration or DescribeRecoverySnapshots or CreateExtendedSourceServer or ListTagsForResource or TagResource or UntagResource;

    /// <summary>Other actions that the caller of an operation needs; the service asks for them in the caller's name.</summary>
    public static IReadOnlyList<string> DependentActions(string operation) => operation switch
    {
        DescribeRecoveryInstances => ["drs:DescribeSourceServers", "ec2:DescribeInstances"],
        ListExtensibleSourceServers => ["drs:DescribeSourceServers"],
        UpdateLaunchConfiguration => ["ec2:DescribeInstances"],
        CreateExtendedSourceServer => ["drs:DescribeSourceServers", "drs:GetReplicationConfiguration"],
        _ => [],
    };

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
                "GET" => ListTagsForResource,
                "POST" => TagResource,
                "DELETE" => UntagResource,
                _ => null,
            };
        }

        var verb = name == ListStagingAccounts ? "GET" : "POST";
        return method == verb && _modelled.Contains(name) ? name : null;
    }
}
