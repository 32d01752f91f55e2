using DrsDurable.Aws.Tests.Simulator.Bench;

namespace DrsDurable.Aws.Tests.Simulator.Iam;

/// <summary>Policies of a role that drills, after what AWS's managed policy for callers of DRS demands of tags and of calls through the service.</summary>
public static class RecoveryPolicies
{
    public const string RoleArn = "arn:aws:iam::111122223333:role/Drill";

    private const string Exists = """ "Null": {"aws:ResourceTag/AWSElasticDisasterRecoveryManaged": "false"} """;

    /// <summary>The tag's value is drs.amazonaws.com, so that this never holds.</summary>
    private const string IsTrue = """ "StringEquals": {"aws:ResourceTag/AWSElasticDisasterRecoveryManaged": "true"} """;

    /// <summary>Everything a drill needs.</summary>
    public static string Complete => Document(Exists);

    /// <summary>The condition that let the first server up and failed the second ten minutes later.</summary>
    public static string WithBrokenDeletion => Document(IsTrue);

    public static string Without(string action) => Complete.Replace($"\"{action}\"", "\"ec2:NotGiven\"", StringComparison.Ordinal);

    /// <summary>A fleet of three servers whose role Drill has this policy.</summary>
    public static string Fleet(string policy) => SimulatorBench.Fleet(
        Enumerable.Range(1, 3).Select(number => SimulatorBench.ServerLine(number, ", tags: { Tier: Web }")),
        $$"""
            roles:
              - name: Drill
                trustPolicy: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: { AWS: "111122223333" }, Action: "sts:AssumeRole" } }
                policies: [ '{{policy.ReplaceLineEndings(" ")}}' ]

        """);

    private static string Document(string deletion) => $$$$"""
        {"Version": "2012-10-17", "Statement": [
          {"Sid": "Drs", "Effect": "Allow", "Action": ["drs:*"], "Resource": "*"},
          {"Sid": "Reads", "Effect": "Allow", "Action": ["ec2:Describe*", "iam:SimulatePrincipalPolicy", "servicequotas:*"], "Resource": "*"},
          {"Sid": "PassRole", "Effect": "Allow", "Action": "iam:PassRole", "Resource": ["arn:aws:iam::*:role/service-role/AWSElasticDisasterRecoveryConversionServerRole", "arn:aws:iam::*:role/service-role/AWSElasticDisasterRecoveryRecoveryInstanceRole"],
            "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}},
          {"Sid": "Templates", "Effect": "Allow", "Action": ["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate", "ec2:DeleteLaunchTemplateVersions"], "Resource": "arn:aws:ec2:*:*:launch-template/*",
            "Condition": {"Null": {"aws:ResourceTag/AWSElasticDisasterRecoveryManaged": "false"}}},
          {"Sid": "DeleteVolume", "Effect": "Allow", "Action": ["ec2:DeleteVolume"], "Resource": "arn:aws:ec2:*:*:volume/*", "Condition": {"Bool": {"aws:ViaAWSService": "true"}, {{{{deletion}}}} }},
          {"Sid": "Instances", "Effect": "Allow", "Action": ["ec2:StartInstances", "ec2:StopInstances", "ec2:TerminateInstances", "ec2:ModifyInstanceAttribute", "ec2:AttachVolume"], "Resource": "arn:aws:ec2:*:*:instance/*",
            "Condition": {"Bool": {"aws:ViaAWSService": "true"}, "Null": {"ec2:ResourceTag/AWSElasticDisasterRecoveryManaged": "false"}}},
          {"Sid": "Volumes", "Effect": "Allow", "Action": ["ec2:AttachVolume", "ec2:CreateSnapshot"], "Resource": "arn:aws:ec2:*:*:volume/*",
            "Condition": {"Bool": {"aws:ViaAWSService": "true"}, "Null": {"ec2:ResourceTag/AWSElasticDisasterRecoveryManaged": "false"}}},
          {"Sid": "Detach", "Effect": "Allow", "Action": ["ec2:DetachVolume"], "Resource": "arn:aws:ec2:*:*:volume/*", "Condition": {"Bool": {"aws:ViaAWSService": "true"}}},
          {"Sid": "Making", "Effect": "Allow", "Action": ["ec2:CreateVolume", "ec2:CreateSnapshot", "ec2:RunInstances"], "Resource": ["arn:aws:ec2:*:*:volume/*", "arn:aws:ec2:*:*:snapshot/*", "arn:aws:ec2:*:*:instance/*"],
            "Condition": {"Bool": {"aws:ViaAWSService": "true"}, "Null": {"aws:RequestTag/AWSElasticDisasterRecoveryManaged": "false"}}},
          {"Sid": "RunOn", "Effect": "Allow", "Action": ["ec2:RunInstances"], "Resource": ["arn:aws:ec2:*:*:security-group/*", "arn:aws:ec2:*:*:volume/*", "arn:aws:ec2:*:*:subnet/*", "arn:aws:ec2:*:*:image/*", "arn:aws:ec2:*:*:network-interface/*", "arn:aws:ec2:*:*:launch-template/*"],
            "Condition": {"Bool": {"aws:ViaAWSService": "true"}}},
          {"Sid": "TagWhatIsMade", "Effect": "Allow", "Action": ["ec2:CreateTags"], "Resource": ["arn:aws:ec2:*:*:volume/*", "arn:aws:ec2:*:*:snapshot/*", "arn:aws:ec2:*:*:instance/*"],
            "Condition": {"Bool": {"aws:ViaAWSService": "true"}, "StringEquals": {"ec2:CreateAction": ["CreateVolume", "CreateSnapshot", "RunInstances"]}}}
        ]}
        """;
}
