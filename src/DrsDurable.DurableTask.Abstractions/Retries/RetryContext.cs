namespace DrsDurable.DurableTask;

/// <summary>What a retry handler decides by.</summary>
/// <param name="LastAttemptNumber">1 after the first failure.</param>
/// <param name="TotalRetryTime">Domain time since the first attempt.</param>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);
