namespace DrsDurable.Testing.Processes;

/// <summary>The lines a process has written so far; a test waits for one and shows the last ones when it fails.</summary>
public sealed class ProcessOutput
{
    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool ended;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
            {
                return [.. lines];
            }
        }
    }

    /// <summary>The first line that matches, written already or later; <see langword="null"/> when the output ends without one.</summary>
    public async Task<string?> FirstAsync(Func<string, bool> matches, CancellationToken cancellationToken)
    {
        for (var seen = 0; ;)
        {
            Task next;
            bool over;
            lock (gate)
            {
                for (; seen < lines.Count; seen++)
                {
                    if (matches(lines[seen]))
                    {
                        return lines[seen];
                    }
                }

                next = changed.Task;
                over = ended;
            }

            if (over)
            {
                return null;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The last lines, for a failure message.</summary>
    public string Tail(int count)
    {
        var all = Lines;
        return string.Join('\n', all.Skip(Math.Max(0, all.Count - count)));
    }

    public void Add(string line) => Change(() => lines.Add(line));

    public void End() => Change(() => ended = true);

    private void Change(Action change)
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            change();
            waiting = changed;
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult();
    }
}
