using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2;

public class AmazonEC2Config : BundledServiceConfig
{
    internal const string ApiVersion = "2016-11-15";

    public AmazonEC2Config()
        : base("EC2", "ec2", ApiVersion, new BundledEndpointProvider("ec2"))
    {
    }
}
