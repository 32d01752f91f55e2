using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.WorkItems;

/// <summary>What a turn decided.</summary>
/// <param name="CustomStatus">As set by the orchestrator so far, or <see langword="null"/>.</param>
/// <param name="NonDeterminism">Set when replay contradicted the history; the hub fails or holds the instance, as configured,
/// and ignores the actions.</param>
public sealed record OrchestratorResult(
    string CompletionToken,
    IReadOnlyList<OrchestratorAction> Actions,
    string? CustomStatus,
    FailureDetails? NonDeterminism = null);

/// <summary>What an activity returned: a result, or a failure.</summary>
public sealed record ActivityResult(string CompletionToken, string? Result, FailureDetails? Failure);
