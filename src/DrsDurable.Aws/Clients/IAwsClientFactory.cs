namespace DrsDurable.Aws;

/// <summary>The one place where AWS clients are made. Clients are kept per target and belong to the factory: do not dispose them.</summary>
public interface IAwsClientFactory
{
    /// <exception cref="UnknownAccountException">The simulator has no such account.</exception>
    IAmazonDrs Drs(AwsTarget target);
}
