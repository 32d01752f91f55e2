namespace DrsDurable.Aws.Tests.Simulator.Sts;

/// <summary>A home account whose key may assume the role of a target account, with an external id.</summary>
public static class RoleFleet
{
    public const string Home = "111122223333";
    public const string Target = "444455556666";
    public const string ExternalId = "drs-7f2a";
    public const string RoleArn = "arn:aws:iam::444455556666:role/dr/DrsDurable";
    public const string OpenRoleArn = "arn:aws:iam::111122223333:role/Local";

    public const string Yaml =
        """
        accounts:
          - id: "111122223333"
            accessKeyId: simulator
            secretAccessKey: simulator
            policies:
              - { Version: "2012-10-17", Statement: [ { Effect: Allow, Action: "sts:AssumeRole", Resource: "arn:aws:iam::*:role/dr/*" }, { Effect: Allow, Action: [ "drs:Describe*", "sts:SetSourceIdentity" ], Resource: "*" } ] }
            roles:
              - name: Local
                maxSessionSeconds: 43200
                trustPolicy: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:user/simulator" }, Action: "sts:AssumeRole" } }
            regions: { us-east-1: { sourceServers: [] } }
          - id: "444455556666"
            accessKeyId: target
            secretAccessKey: target
            roles:
              - name: DrsDurable
                path: /dr/
                maxSessionSeconds: 7200
                trustPolicy:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Allow
                      Principal: { AWS: "111122223333" }
                      Action: sts:AssumeRole
                      Condition: { StringEquals: { "sts:ExternalId": drs-7f2a } }
                    - { Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: sts:SetSourceIdentity, Condition: { StringLike: { "sts:SourceIdentity": "exec-*" } } }
                policies:
                  - '{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":"drs:Describe*","Resource":"*"}]}'
            regions:
              us-east-1: { sourceServers: [ { id: s-30000000000000001, hostname: server001 } ] }
        """;
}
