namespace DrsDurable.DurableTask;

/// <summary>
/// Says whether to try again. It runs as part of the orchestrator; there is no delay but the durable timers it awaits itself.
/// </summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);

/// <summary>Says whether to try again, at once. It runs as part of the orchestrator.</summary>
public delegate bool RetryHandler(RetryContext retryContext);
