using DrsDurable.Simulator.Randomness;

namespace DrsDurable.Simulator.Jobs;

/// <summary>Draws the life of a TERMINATE job: each instance shuts down, its record stays a while and then goes.</summary>
internal static class TerminateTimeline
{
    private static readonly TimeSpan _stagger = TimeSpan.FromMilliseconds(26);

    public static IReadOnlyList<Transition> Draw(SeededDraw draw, string cell, string jobID, DateTimeOffset createdAt, IReadOnlyList<string> instances, bool stuck)
    {
        var start = createdAt + Seconds("start/job", 0.3, 0.4);
        var transitions = new List<Transition> { new(start, TransitionKind.JobStart) };
        var last = start;
        foreach (var (index, instance) in instances.Index())
        {
            var begins = start + TimeSpan.FromMilliseconds(200) + (_stagger * index);
            var ends = begins + Seconds($"cleanup/{instance}", 20, 60);
            transitions.Add(new Transition(begins, TransitionKind.CleanupStart, index));
            if (stuck)
            {
                continue;
            }

            transitions.Add(new Transition(ends, TransitionKind.CleanupEnd, index));
            transitions.Add(new Transition(ends + Seconds($"recordRemoval/{instance}", 120, 300), TransitionKind.RecordRemoved, index, instance));
            last = ends > last ? ends : last;
        }

        if (!stuck)
        {
            var completed = last + Seconds("completion/job", 2, 3);
            transitions.Add(new Transition(completed, TransitionKind.JobCompleted));
            transitions.Add(new Transition(completed + _stagger, TransitionKind.JobEnd));
        }

        return TimelineOrder.Settle(transitions);

        TimeSpan Seconds(string purpose, double low, double high) => TimeSpan.FromSeconds(draw.Uniform(cell, jobID, purpose, low, high));
    }
}
