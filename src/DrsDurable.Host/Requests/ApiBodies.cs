using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Plans;

namespace DrsDurable.Host.Requests;

/// <summary>
/// The bodies of the API's commands, for its description. The commands read them leniently enough to report everything that is wrong at once,
/// so nothing binds to these types.
/// </summary>
public static class ApiBodies
{
    public static readonly Type NewProtectionGroup = typeof(NewProtectionGroupBody);
    public static readonly Type ProtectionGroupUpdate = typeof(ProtectionGroupUpdateBody);
    public static readonly Type NewRecoveryPlan = typeof(NewRecoveryPlanBody);
    public static readonly Type RecoveryPlanUpdate = typeof(RecoveryPlanUpdateBody);
    public static readonly Type PlanExecution = typeof(PlanExecutionBody);
    public static readonly Type Execution = typeof(ExecutionBody);
    public static readonly Type Cancellation = typeof(CancellationBody);
    public static readonly Type NewSchedule = typeof(NewScheduleBody);
    public static readonly Type ScheduleUpdate = typeof(ScheduleUpdateBody);

    public sealed record NewProtectionGroupBody(
        string GroupName, string AccountId, string Region, IReadOnlyList<string> SourceServerIds, string? Description = null);

    public sealed record ProtectionGroupUpdateBody(
        int Version, string? GroupName = null, string? Description = null, IReadOnlyList<string>? SourceServerIds = null);

    public sealed record NewRecoveryPlanBody(string PlanName, IReadOnlyList<WaveBody> Waves, string? Description = null);

    public sealed record RecoveryPlanUpdateBody(
        int Version, string? PlanName = null, IReadOnlyList<WaveBody>? Waves = null, string? Description = null);

    public sealed record WaveBody(
        string WaveName,
        IReadOnlyList<string> ProtectionGroupIds,
        IReadOnlyList<string>? SourceServerIds = null,
        IReadOnlyList<string>? DependsOn = null,
        IReadOnlyList<string>? OptionalServerIds = null,
        WaveFailurePolicy OnFailure = WaveFailurePolicy.Stop,
        int? DeadlineMinutes = null);

    public sealed record PlanExecutionBody(
        ExecutionType ExecutionType = ExecutionType.Drill, string? InitiatedBy = null, CleanupPolicy Cleanup = CleanupPolicy.None);

    public sealed record ExecutionBody(
        string PlanId, ExecutionType ExecutionType = ExecutionType.Drill, string? InitiatedBy = null, CleanupPolicy Cleanup = CleanupPolicy.None);

    public sealed record CancellationBody(string? Reason = null, CleanupPolicy? Cleanup = null);

    public sealed record NewScheduleBody(string ScheduleName, string PlanId, string Cron, string TimeZone = "UTC", bool Enabled = true);

    public sealed record ScheduleUpdateBody(
        int Version, string? ScheduleName = null, string? PlanId = null, string? Cron = null, string? TimeZone = null, bool? Enabled = null);
}
