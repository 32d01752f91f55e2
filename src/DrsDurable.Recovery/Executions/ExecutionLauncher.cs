using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Storage;

namespace DrsDurable.Recovery.Executions;

/// <summary>
/// Accepts executions. What is accepted is durable before its orchestration exists; should the process die in between,
/// <see cref="EnsureScheduledAsync"/> heals that at the next start, or when the caller repeats the request with its key.
/// </summary>
/// <param name="clock">Domain time.</param>
public sealed class ExecutionLauncher(IRecoveryStore store, DurableTaskClient client, LaunchPolicy policy, TimeProvider clock)
{
    /// <summary>Name of the orchestrator that carries executions out.</summary>
    public const string Orchestrator = "RecoveryExecution";

    private const int NamedInAMessage = 5;

    /// <exception cref="RecoveryException">
    /// Whatever is wrong with the request or its plan; RECOVERY_NOT_ENABLED, RECOVERY_PLAN_NOT_FOUND, PLAN_ALREADY_EXECUTING, SERVER_CONFLICT,
    /// IDEMPOTENCY_KEY_REUSED. Nothing was started then.
    /// </exception>
    public async Task<AcceptedExecution> LaunchAsync(ExecutionRequest request, LaunchContext context, CancellationToken cancellationToken)
    {
        var wanted = ExecutionRequestRules.Check(request, policy);
        var now = clock.GetUtcNow();
        var hash = wanted.Hash();
        if (context.IdempotencyKey is { } key && await store.FindAcceptedAsync(key, now, cancellationToken).ConfigureAwait(false) is { } accepted)
        {
            // Before the plan is looked at: it may have been changed or deleted since, and the answer has to stay the same.
            return string.Equals(accepted.RequestHash, hash, StringComparison.Ordinal)
                ? await RepeatAsync(accepted.ExecutionId, cancellationToken).ConfigureAwait(false)
                : throw KeyReused(accepted.ExecutionId);
        }

        var snapshot = await ExecutionPlanning
            .PlanAsync(store, wanted, context.ScheduleId, policy, now, cancellationToken).ConfigureAwait(false);
        var reservation = await store
            .ReserveAsync(new ExecutionReservation(snapshot, context.IdempotencyKey, hash), cancellationToken).ConfigureAwait(false);
        switch (reservation.Outcome)
        {
            case ReservationOutcome.Reserved:
                // From here on the execution is accepted: a caller who has gone must not keep it from starting.
                await ScheduleAsync(snapshot, CancellationToken.None).ConfigureAwait(false);
                return new AcceptedExecution(snapshot, Repeated: false);
            case ReservationOutcome.Repeated:
                return await RepeatAsync(reservation.ExecutionId!, cancellationToken).ConfigureAwait(false);
            case ReservationOutcome.IdempotencyKeyReused:
                throw KeyReused(reservation.ExecutionId!);
            case ReservationOutcome.PlanAlreadyExecuting:
                throw AlreadyExecuting(snapshot, reservation.ExecutionId!);
            default:
                throw Conflict(reservation.Conflicts!);
        }
    }

    /// <summary>The execution accepted under that key during the last 24 hours.</summary>
    public async Task<string?> FindAcceptedAsync(string idempotencyKey, CancellationToken cancellationToken) =>
        (await store.FindAcceptedAsync(idempotencyKey, clock.GetUtcNow(), cancellationToken).ConfigureAwait(false))?.ExecutionId;

    /// <summary>What <see cref="LaunchAsync"/> would start now; nothing is kept or started.</summary>
    /// <exception cref="RecoveryException">As <see cref="LaunchAsync"/>.</exception>
    public async Task<ExecutionSnapshot> PreviewAsync(ExecutionRequest request, CancellationToken cancellationToken)
    {
        var wanted = ExecutionRequestRules.Check(request, policy);
        var snapshot = await ExecutionPlanning
            .PlanAsync(store, wanted, scheduleId: null, policy, clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        if (await store.GetPlanHolderAsync(snapshot.PlanId, cancellationToken).ConfigureAwait(false) is { } holder)
        {
            throw AlreadyExecuting(snapshot, holder);
        }

        var claims = await store
            .GetClaimsAsync([.. snapshot.Servers.Select(server => server.SourceServerId)], cancellationToken).ConfigureAwait(false);
        return claims.Count == 0 ? snapshot : throw Conflict(claims);
    }

    /// <summary>Gives an accepted execution its orchestration if it has none. One that has let go of its plan has ended and is never begun again.</summary>
    /// <returns>Whether it got one now.</returns>
    public async Task<bool> EnsureScheduledAsync(string executionId, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(executionId, cancellationToken).ConfigureAwait(false) is not null)
        {
            return false;
        }

        var snapshot = await store.GetExecutionAsync(executionId, cancellationToken).ConfigureAwait(false)
            ?? throw ExecutionCatalogue.NotFound(executionId);
        if (await store.GetPlanHolderAsync(snapshot.PlanId, cancellationToken).ConfigureAwait(false) != executionId)
        {
            return false;
        }

        await ScheduleAsync(snapshot, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<AcceptedExecution> RepeatAsync(string executionId, CancellationToken cancellationToken)
    {
        await EnsureScheduledAsync(executionId, cancellationToken).ConfigureAwait(false);
        var snapshot = await store.GetExecutionAsync(executionId, cancellationToken).ConfigureAwait(false)
            ?? throw ExecutionCatalogue.NotFound(executionId);
        return new AcceptedExecution(snapshot, Repeated: true);
    }

    private async Task ScheduleAsync(ExecutionSnapshot snapshot, CancellationToken cancellationToken)
    {
        try
        {
            var options = new StartOrchestrationOptions(snapshot.ExecutionId).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
            await client.ScheduleNewOrchestrationInstanceAsync(Orchestrator, snapshot, options, cancellationToken).ConfigureAwait(false);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Somebody else healed the same gap a moment earlier; the instance id makes it the same execution.
        }
    }

    private static RecoveryException KeyReused(string executionId) => new(
        RecoveryErrorCode.IdempotencyKeyReused,
        $"This Idempotency-Key was used for another request, which became execution {executionId}: use a new key for a new request.",
        "Idempotency-Key");

    private static RecoveryException AlreadyExecuting(ExecutionSnapshot wanted, string executionId) => new(
        RecoveryErrorCode.PlanAlreadyExecuting,
        $"Recovery plan '{wanted.PlanName}' is being executed as {executionId}: wait for its end, or cancel it with POST /executions/{executionId}/cancel.",
        "planId");

    private static RecoveryException Conflict(IReadOnlyDictionary<string, string> claims)
    {
        var named = string.Join(", ", claims.Take(NamedInAMessage).Select(claim => $"{claim.Key} (execution {claim.Value})"));
        var more = claims.Count > NamedInAMessage ? $" and {claims.Count - NamedInAMessage} more" : "";
        return new RecoveryException(
            RecoveryErrorCode.ServerConflict,
            $"Other executions have these servers: {named}{more}. Wait for their end, or cancel them.",
            "planId",
            [.. claims.Take(FieldErrors.Longest).Select(claim => new FieldError(
                "planId", RecoveryErrorCode.ServerConflict, $"{claim.Key} is claimed by execution {claim.Value}."))]);
    }
}
