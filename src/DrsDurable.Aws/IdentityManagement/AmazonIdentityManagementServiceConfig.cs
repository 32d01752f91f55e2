using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.IdentityManagement;

/// <summary>IAM is one service for a partition: set AuthenticationRegion to us-east-1 in the commercial one.</summary>
public class AmazonIdentityManagementServiceConfig : BundledServiceConfig
{
    internal const string ApiVersion = "2010-05-08";

    public AmazonIdentityManagementServiceConfig()
        : base("IAM", "iam", ApiVersion, new BundledEndpointProvider("iam", isGlobal: true))
    {
    }
}
