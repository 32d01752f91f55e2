using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Recovery.Plans;

/// <summary>Which wave waits for which.</summary>
public static class WaveDependencies
{
    /// <summary>The names of the waves that the wave at <paramref name="index"/> waits for; one that names none waits for the wave before it.</summary>
    public static IReadOnlyList<string> Resolve(IReadOnlyList<PlanWave> waves, int index) =>
        waves[index].DependsOn ?? (index == 0 ? [] : [waves[index - 1].WaveName]);

    /// <summary>Reports names that no wave has, waves that wait for themselves, and circles; returns the waves with names spelled as the waves are.</summary>
    public static List<PlanWave> Check(IReadOnlyList<PlanWave> waves, FieldErrors errors)
    {
        var byName = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < waves.Count; index++)
        {
            byName.TryAdd(waves[index].WaveName, index);
        }

        var edges = new List<Edge>[waves.Count];
        var result = new List<PlanWave>(waves.Count);
        for (var index = 0; index < waves.Count; index++)
        {
            edges[index] = EdgesOf(waves, index, byName, errors);
            result.Add(waves[index].DependsOn is null
                ? waves[index]
                : waves[index] with { DependsOn = [.. edges[index].Select(edge => waves[edge.Target].WaveName)] });
        }

        ReportCircles(waves, edges, errors);
        return result;
    }

    private static List<Edge> EdgesOf(IReadOnlyList<PlanWave> waves, int index, Dictionary<string, int> byName, FieldErrors errors)
    {
        var field = $"waves[{index}].dependsOn";
        if (waves[index].DependsOn is not { } names)
        {
            return index == 0 ? [] : [new Edge(index - 1, field)];
        }

        var edges = new List<Edge>();
        for (var position = 0; position < names.Count; position++)
        {
            var at = $"{field}[{position}]";
            if (!byName.TryGetValue(names[position], out var target) || names[position].Length == 0)
            {
                errors.Add(
                    at,
                    RecoveryErrorCode.UnknownDependency,
                    $"No wave is called '{TextRules.Shown(names[position])}'; the plan has {string.Join(", ", waves.Select(wave => $"'{wave.WaveName}'"))}.");
            }
            else if (edges.Exists(edge => edge.Target == target))
            {
                errors.Add(at, RecoveryErrorCode.InvalidField, $"'{names[position]}' is listed twice; list each wave once.");
            }
            else
            {
                edges.Add(new Edge(target, at));
            }
        }

        return edges;
    }

    /// <summary>One error for each circle found, at the first dependency of it in the order of the plan.</summary>
    private static void ReportCircles(IReadOnlyList<PlanWave> waves, List<Edge>[] edges, FieldErrors errors)
    {
        var state = new Visit[waves.Count];
        var path = new List<int>();
        for (var index = 0; index < waves.Count; index++)
        {
            Walk(index);
        }

        // Depth is bounded by the number of waves of a plan.
        void Walk(int wave)
        {
            if (state[wave] == Visit.Done)
            {
                return;
            }

            if (state[wave] == Visit.OnPath)
            {
                Report(path[path.IndexOf(wave)..]);
                return;
            }

            state[wave] = Visit.OnPath;
            path.Add(wave);
            foreach (var edge in edges[wave])
            {
                Walk(edge.Target);
            }

            path.RemoveAt(path.Count - 1);
            state[wave] = Visit.Done;
        }

        void Report(List<int> circle)
        {
            var first = circle.Min();
            var start = circle.IndexOf(first);
            List<int> fromFirst = [.. circle[start..], .. circle[..start]];
            var next = fromFirst.Count > 1 ? fromFirst[1] : first;
            errors.Add(
                edges[first].First(edge => edge.Target == next).Field,
                RecoveryErrorCode.CircularDependency,
                fromFirst.Count == 1
                    ? $"Wave '{waves[first].WaveName}' depends on itself: remove that."
                    : $"These waves wait for each other: {string.Join(" → ", fromFirst.Append(first).Select(wave => $"'{waves[wave].WaveName}'"))}. Remove one of the dependencies"
                      + " (a wave without dependsOn depends on the wave before it; [] means none).");
        }
    }

    /// <param name="Field">Where the plan says so.</param>
    private readonly record struct Edge(int Target, string Field);

    private enum Visit
    {
        New,
        OnPath,
        Done,
    }
}
