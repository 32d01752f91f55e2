using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Jobs;
using DrsDurable.Simulator.LaunchTemplates;
using DrsDurable.Simulator.SourceServers;

namespace DrsDurable.Simulator.Iam;

/// <summary>
/// What DRS does in EC2 with the credentials of whoever called StartRecovery (forward access sessions: aws:ViaAWSService, aws:CalledVia). A missing permission is no
/// error of the call: the server fails later, in the phase that needed it.
/// </summary>
internal static class LaunchPermissions
{
    /// <summary>EC2 tries for some ten minutes to remove the staging volume before DRS gives the launch up.</summary>
    private static readonly TimeSpan _deletionTries = TimeSpan.FromMinutes(10);

    private static readonly string[] _reads =
    [
        "ec2:DescribeAccountAttributes", "ec2:DescribeAvailabilityZones", "ec2:DescribeImages", "ec2:DescribeInstanceAttribute", "ec2:DescribeInstanceStatus", "ec2:DescribeInstanceTypes",
        "ec2:DescribeInstances", "ec2:DescribeLaunchTemplateVersions", "ec2:DescribeLaunchTemplates", "ec2:DescribeSecurityGroups", "ec2:DescribeSnapshots", "ec2:DescribeSubnets", "ec2:DescribeVolumes",
    ];

    /// <summary>The first thing that this caller may not do in the launch of a server; null when it may do everything.</summary>
    /// <param name="index">Of the server in its job: the staging volume of the first is removed by DRS's own role, as it was observed, those of the others with the caller's credentials.</param>
    public static LaunchFailure? FirstDenied(Principal caller, Cell cell, SourceServer server, int index, bool fromSnapshot)
    {
        foreach (var step in Steps(cell, server, index, fromSnapshot))
        {
            if (!caller.Decide(step.Access).IsAllowed)
            {
                var operation = step.Access.Action[(step.Access.Action.IndexOf(':', StringComparison.Ordinal) + 1)..];
                return new LaunchFailure(
                    step.Phase,
                    null,
                    $"An error occurred (UnauthorizedOperation) when calling the {operation} operation: You are not authorized to perform this operation. "
                    + $"User: {caller.Arn} is not authorized to perform: {step.Access.Action} on resource: {step.Access.Resource}")
                {
                    AfterLaunch = step.Access.Action == "ec2:DeleteVolume" ? _deletionTries : null,
                };
            }
        }

        return null;
    }

    private static IEnumerable<(string Phase, AccessRequest Access)> Steps(Cell cell, SourceServer server, int index, bool fromSnapshot)
    {
        var managed = DrsTemplate.Managed(server);
        var id = server.SourceServerID;
        string Resource(string type, string name = "*") => $"arn:{cell.Partition}:ec2:{cell.Region}:{cell.Account.Id}:{type}/{name}";
        var volume = Resource("volume", $"vol-0{id[3..]}");
        var instance = Resource("instance", $"i-0{id[3..]}");
        AccessRequest Via(string action, string resource) =>
            new AccessRequest(action, resource).With("aws:ViaAWSService", "true").With("aws:CalledVia", "drs.amazonaws.com").With("aws:RequestedRegion", cell.Region);
        AccessRequest On(string action, string resource) => Via(action, resource).WithResourceTags(managed);
        AccessRequest Making(string action, string resource) => Via(action, resource).WithRequestTags(managed);
        AccessRequest Tagging(string action, string resource) => Making("ec2:CreateTags", resource).With("ec2:CreateAction", action);
        AccessRequest Passing(string role) => Via("iam:PassRole", $"arn:{cell.Partition}:iam::{cell.Account.Id}:role/service-role/{role}").With("iam:PassedToService", "ec2.amazonaws.com");

        if (!fromSnapshot)
        {
            yield return ("SNAPSHOT", On("ec2:CreateSnapshot", volume));
            yield return ("SNAPSHOT", Making("ec2:CreateSnapshot", Resource("snapshot")));
            yield return ("SNAPSHOT", Tagging("CreateSnapshot", Resource("snapshot")));
        }

        foreach (var read in _reads)
        {
            yield return (server.LaunchConfiguration.RecoveryMode == "FAST" ? "LAUNCH" : "CONVERSION", Via(read, "*"));
        }

        if (server.LaunchConfiguration.RecoveryMode != "FAST")
        {
            yield return ("CONVERSION", Making("ec2:CreateVolume", volume));
            yield return ("CONVERSION", Tagging("CreateVolume", volume));
            yield return ("CONVERSION", Passing("AWSElasticDisasterRecoveryConversionServerRole"));
            yield return ("CONVERSION", Making("ec2:RunInstances", instance));
            yield return ("CONVERSION", Tagging("RunInstances", instance));
            yield return ("CONVERSION", On("ec2:AttachVolume", instance));
            yield return ("CONVERSION", On("ec2:AttachVolume", volume));
            yield return ("CONVERSION", On("ec2:DetachVolume", volume));
            yield return ("CONVERSION", On("ec2:TerminateInstances", instance));
        }

        var template = Resource("launch-template", server.LaunchTemplate.Id);
        yield return ("LAUNCH", Via("ec2:CreateLaunchTemplateVersion", template).WithResourceTags(server.LaunchTemplate.Tags));
        yield return ("LAUNCH", Via("ec2:ModifyLaunchTemplate", template).WithResourceTags(server.LaunchTemplate.Tags));
        yield return ("LAUNCH", Via("ec2:DeleteLaunchTemplateVersions", template).WithResourceTags(server.LaunchTemplate.Tags));
        yield return ("LAUNCH", Passing("AWSElasticDisasterRecoveryRecoveryInstanceRole"));
        yield return ("LAUNCH", Making("ec2:RunInstances", instance));
        foreach (var type in new[] { "subnet", "image", "volume", "security-group", "network-interface", "launch-template" })
        {
            yield return ("LAUNCH", Via("ec2:RunInstances", Resource(type)));
        }

        yield return ("LAUNCH", Tagging("RunInstances", instance));
        yield return ("LAUNCH", On("ec2:StopInstances", instance));
        yield return ("LAUNCH", On("ec2:DetachVolume", volume));
        yield return ("LAUNCH", On("ec2:AttachVolume", volume));
        yield return ("LAUNCH", On("ec2:ModifyInstanceAttribute", instance));
        yield return ("LAUNCH", On("ec2:StartInstances", instance));
        yield return ("LAUNCH", Via("drs:CreateRecoveryInstanceForDrs", cell.Arn($"source-server/{id}")).WithResourceTags(server.Tags));
        if (index > 0)
        {
            yield return ("LAUNCH", On("ec2:DeleteVolume", volume));
        }
    }
}
