using System.Collections.Concurrent;

namespace DrsDurable.DurableTask.Tests.Operations;

/// <summary>Activities that count their runs and fail while they are broken.</summary>
internal sealed class RewindWorld
{
    private readonly ConcurrentDictionary<string, int> runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> broken = new(StringComparer.Ordinal);

    /// <summary>"work=times", by name.</summary>
    public IEnumerable<string> Runs => runs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");

    public bool IsBroken(string work) => broken.ContainsKey(work);

    public RewindWorld Break(params string[] works)
    {
        foreach (var work in works)
        {
            broken[work] = true;
        }

        return this;
    }

    public void Repair() => broken.Clear();

    public void Forget() => runs.Clear();

    public string Run(string work)
    {
        runs.AddOrUpdate(work, 1, (_, count) => count + 1);
        return IsBroken(work) ? throw new InvalidOperationException($"{work} is broken") : work;
    }

    /// <summary>The activity "Do", which is told what to do.</summary>
    public DurableTaskRegistry Register(DurableTaskRegistry tasks) => tasks.AddActivityFunc<string, string>("Do", (_, work) => Run(work));
}
