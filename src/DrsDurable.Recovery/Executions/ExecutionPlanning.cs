using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.Storage;

namespace DrsDurable.Recovery.Executions;

/// <summary>Turns a plan and its groups, as they are now, into the snapshot an execution runs.</summary>
internal static class ExecutionPlanning
{
    /// <exception cref="RecoveryException">
    /// RECOVERY_PLAN_NOT_FOUND, PLAN_HAS_NO_WAVES, or why the plan no longer fits its groups; fields are those of the plan.
    /// </exception>
    public static async Task<ExecutionSnapshot> PlanAsync(
        IRecoveryStore store,
        CheckedExecutionRequest request,
        string? scheduleId,
        LaunchPolicy policy,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var plan = await store.GetPlanAsync(request.PlanId, cancellationToken).ConfigureAwait(false)
            ?? throw RecoveryPlanCatalogue.NotFound(request.PlanId);
        if (plan.Waves.Count == 0)
        {
            throw new RecoveryException(
                RecoveryErrorCode.PlanHasNoWaves, $"Recovery plan '{plan.PlanName}' has no wave: add at least one with the servers to start.", "waves");
        }

        var errors = new FieldErrors();
        var groups = await RecoveryPlanCatalogue.LoadGroupsAsync(store, plan, cancellationToken).ConfigureAwait(false);
        var servers = PlanServers.Resolve(plan.Waves, groups, errors);
        errors.ThrowIfAny();
        return new ExecutionSnapshot(
            Guid.CreateVersion7(now).ToString(),
            plan.PlanId,
            plan.PlanName,
            plan.Version,
            request.ExecutionType,
            request.InitiatedBy,
            request.Cleanup,
            now,
            scheduleId,
            [
                .. plan.Waves.Select((wave, index) => new WaveSnapshot(
                    index,
                    wave.WaveName,
                    WaveDependencies.Resolve(plan.Waves, index),
                    wave.OnFailure,
                    wave.DeadlineMinutes ?? policy.WaveDeadlineMinutes,
                    servers[index])),
            ]);
    }
}
