namespace DrsDurable.Recovery.Executions;

/// <summary>
/// The times an execution keeps to, fixed in its history when it begins. All in domain time.
/// </summary>
/// <param name="PollSlowSeconds">Recovery:PollSlowSeconds; a job far from any possible finish.</param>
/// <param name="PollFastSeconds">Recovery:PollFastSeconds; a job one of whose servers is being launched.</param>
/// <param name="SettleSeconds">How long a StartRecovery call of unknown outcome is looked for before another may be sent.</param>
/// <param name="PendingGraceSeconds">How long a server of a COMPLETED job may stay without a verdict.</param>
/// <param name="CleanupMinutes">How long clean-up tries before it lists what is left over.</param>
public sealed record RecoveryTiming(
    int PollSlowSeconds = 30,
    int PollFastSeconds = 5,
    int SettleSeconds = 60,
    int PendingGraceSeconds = 60,
    int CleanupMinutes = 120);
