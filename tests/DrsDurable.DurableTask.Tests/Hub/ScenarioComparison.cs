namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>What a fault may change of a scenario's outcome, and what it may not.</summary>
internal static class ScenarioComparison
{
    /// <param name="mayRepeat">A process died: activities may have run again.</param>
    /// <returns>What is wrong; empty if nothing is.</returns>
    public static List<string> Of(ScenarioOutcome clean, ScenarioOutcome spoiled, bool mayRepeat)
    {
        List<string> problems = [.. spoiled.Violations];
        foreach (var id in clean.Instances.Keys.Union(spoiled.Instances.Keys, StringComparer.Ordinal))
        {
            var expected = clean.Instances.GetValueOrDefault(id, "absent");
            var actual = spoiled.Instances.GetValueOrDefault(id, "absent");
            if (expected != actual)
            {
                problems.Add($"{id} ended as {actual} instead of {expected}");
            }
        }

        foreach (var (work, runs) in clean.Runs)
        {
            var actual = spoiled.Runs.GetValueOrDefault(work);
            if (actual < runs || (!mayRepeat && actual > runs))
            {
                problems.Add($"9: {work} ran {actual} times instead of {runs}");
            }
        }

        foreach (var work in spoiled.Runs.Keys.Except(clean.Runs.Keys, StringComparer.Ordinal))
        {
            problems.Add($"2: {work} ran although nothing scheduled it");
        }

        return problems;
    }
}
