using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.ProtectionGroups;
using DrsDurable.Recovery.Schedules;
using DrsDurable.Recovery.Storage;

namespace DrsDurable.Recovery.Tests.Storage;

/// <summary>Records to fill a store with; a case changes what it is about.</summary>
internal static class RecoverySamples
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static string Server(int number) => $"s-{number:x17}";

    public static ProtectionGroup Group(string id, string? name = null, int minutes = 0) => new(
        id, name ?? id, "the " + id, "111122223333", "us-east-1", [Server(1), Server(2)], 1, Start.AddMinutes(minutes), Start.AddMinutes(minutes));

    public static RecoveryPlan Plan(string id, string? name = null, int minutes = 0, params string[] groupIds) => new(
        id,
        name ?? id,
        null,
        [new PlanWave("Database", groupIds, null, null, [Server(2)], WaveFailurePolicy.Continue, 30)],
        1,
        Start.AddMinutes(minutes),
        Start.AddMinutes(minutes));

    public static ExecutionSnapshot Snapshot(string id, string planId, DateTimeOffset acceptedAt, params string[] servers) => new(
        id,
        planId,
        planId,
        1,
        ExecutionType.Drill,
        "ops",
        CleanupPolicy.AtEnd,
        acceptedAt,
        null,
        [
            new WaveSnapshot(
                0,
                "Database",
                [],
                WaveFailurePolicy.Stop,
                120,
                [.. servers.Select(server => new ServerSnapshot(server, "111122223333", "us-east-1", ServerImpact.Critical))]),
        ]);

    public static ExecutionReservation Reservation(
        string id, string planId, string[] servers, string? key = null, string? hash = null, int minutes = 0) =>
        new(Snapshot(id, planId, Start.AddMinutes(minutes), servers), key, hash);

    public static Schedule Schedule(string id, string planId, string? name = null, int minutes = 0) => new(
        id,
        name ?? id,
        planId,
        "0 3 * * SUN",
        "Europe/Berlin",
        true,
        null,
        null,
        null,
        1,
        1,
        Start.AddMinutes(minutes),
        Start.AddMinutes(minutes));

    public static LaunchAttempt Attempt(string job, int attempt, params string[] known) =>
        new(job, attempt, "e1", Start, Start.AddSeconds(1), [Server(1)], IsDrill: true, known);
}
