using Amazon.SecurityToken;

namespace DrsDurable.Aws;

/// <summary>The one place where AWS clients are made. Clients are kept per target and belong to the factory: do not dispose them, nor keep them for longer than a piece of work.</summary>
public interface IAwsClientFactory
{
    /// <exception cref="UnknownAccountException">The simulator has no such account.</exception>
    IAmazonDrs Drs(AwsTarget target);

    /// <summary>As whom the target is worked with: GetCallerIdentity, AssumeRole.</summary>
    /// <exception cref="UnknownAccountException">The simulator has no such account.</exception>
    IAmazonSecurityTokenService Sts(AwsTarget target);

    /// <exception cref="UnknownAccountException">The simulator has no such account.</exception>
    IAmazonEC2 EC2(AwsTarget target);

    /// <exception cref="UnknownAccountException">The simulator has no such account.</exception>
    IAmazonIdentityManagementService IdentityManagement(AwsTarget target);

    /// <exception cref="UnknownAccountException">The simulator has no such account.</exception>
    IAmazonServiceQuotas ServiceQuotas(AwsTarget target);
}
