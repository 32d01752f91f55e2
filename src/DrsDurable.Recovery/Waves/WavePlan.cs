using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Plans;

namespace DrsDurable.Recovery.Waves;

/// <summary>Which waves may start, and which never will. Nothing but dependencies decides: not the order of the list, not the end of a job.</summary>
public static class WavePlan
{
    /// <summary>Waves that have not started and whose every dependency is up.</summary>
    public static IReadOnlyList<WaveSnapshot> Ready(ExecutionSnapshot plan, IReadOnlyList<WaveProgress> progress)
    {
        var numbers = Numbers(plan);
        return IsStopped(plan, progress)
            ? []
            : [.. plan.Waves.Where(wave => progress[wave.Number].Status == WaveStatus.Pending && wave.DependsOn.All(name => progress[numbers[name]].UpAt is not null))];
    }

    /// <summary>A wave that stops the plan when it fails has failed, and not merely been blocked: nothing new starts.</summary>
    public static WaveSnapshot? StoppedBy(ExecutionSnapshot plan, IReadOnlyList<WaveProgress> progress) =>
        plan.Waves.FirstOrDefault(wave => wave.OnFailure == WaveFailurePolicy.Stop && progress[wave.Number] is { IsStarted: true, DownAt: not null });

    public static bool IsStopped(ExecutionSnapshot plan, IReadOnlyList<WaveProgress> progress) => StoppedBy(plan, progress) is not null;

    /// <summary>
    /// Marks the waves that will not start any more: BLOCKED behind one that did not come up, at any distance; SKIPPED where the plan was stopped.
    /// </summary>
    public static IReadOnlyList<WaveProgress> CloseOff(ExecutionSnapshot plan, IReadOnlyList<WaveProgress> progress, DateTimeOffset now)
    {
        var numbers = Numbers(plan);
        var next = progress.ToArray();
        bool changed;
        do
        {
            changed = false;
            foreach (var wave in plan.Waves.Where(wave => next[wave.Number].Status == WaveStatus.Pending))
            {
                if (wave.DependsOn.Any(name => next[numbers[name]].DownAt is not null))
                {
                    next[wave.Number] = next[wave.Number] with { Status = WaveStatus.Blocked, DownAt = now, EndedAt = now };
                    changed = true;
                }
            }
        }
        while (changed);

        return IsStopped(plan, progress) ? Close(next, WaveStatus.Skipped, now) : next;
    }

    /// <summary>Ends every wave that has not started, with that status.</summary>
    public static IReadOnlyList<WaveProgress> Close(IReadOnlyList<WaveProgress> progress, WaveStatus status, DateTimeOffset now) =>
        [.. progress.Select(wave => wave.Status == WaveStatus.Pending ? wave with { Status = status, EndedAt = now } : wave)];

    private static Dictionary<string, int> Numbers(ExecutionSnapshot plan) => plan.Waves.ToDictionary(wave => wave.WaveName, wave => wave.Number, StringComparer.Ordinal);
}
