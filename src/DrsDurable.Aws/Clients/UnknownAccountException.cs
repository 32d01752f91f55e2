namespace DrsDurable.Aws;

public sealed class UnknownAccountException(string accountId)
    : Exception($"The simulator has no account {accountId}: add it to the fleet file, or name one of its accounts.")
{
    public string AccountId { get; } = accountId;
}
