namespace DrsDurable.Aws.Tests.Simulator.Ec2;

/// <summary>Two servers, a production and a drill network, and the machine one of the servers runs on in another Region.</summary>
public static class Ec2Fleet
{
    public const string Production = "subnet-0aaaaaaaaaaaaaaa1";
    public const string Drill = "subnet-0aaaaaaaaaaaaaaa2";
    public const string DrillGroup = "sg-0aaaaaaaaaaaaaaa2";

    public const string Yaml =
        """
        accounts:
          - id: "111122223333"
            accessKeyId: simulator
            secretAccessKey: simulator
            regions:
              us-east-1:
                subnets:
                  - { id: subnet-0aaaaaaaaaaaaaaa1, vpc: vpc-0aaaaaaaaaaaaaaa1, cidr: 10.10.0.0/24, default: true, tags: { Use: production } }
                  - { id: subnet-0aaaaaaaaaaaaaaa2, vpc: vpc-0aaaaaaaaaaaaaaa2, zone: us-east-1b, cidr: 10.20.0.0/28, mapPublicIp: true, tags: { Use: drill } }
                securityGroups:
                  - { id: sg-0aaaaaaaaaaaaaaa2, name: isolated, vpc: vpc-0aaaaaaaaaaaaaaa2, description: No way out, tags: { Use: drill } }
                instanceTypes: [m5.large, c5.large, t3.micro]
                sourceServers:
                  - { id: s-30000000000000001, hostname: server001, tags: { Tier: Web }, origin: { account: "111122223333", region: us-west-2, tags: { Tier: Source } } }
                  - { id: s-30000000000000002, hostname: server002 }
              us-west-2: {}
        """;
}
