namespace DrsDurable.Host.Demo;

/// <summary>Shows a drill while it runs.</summary>
public interface IDrillProgress
{
    void Show(DrillView drill, TimeSpan simulated, TimeSpan real);

    /// <summary>What has been shown stays; something else is written below it.</summary>
    void LetStand();
}

/// <summary>Draws the same screen over and over.</summary>
public sealed class DrawnProgress(TextWriter terminal, Func<int> width) : IDrillProgress
{
    private int drawn;

    public void Show(DrillView drill, TimeSpan simulated, TimeSpan real)
    {
        var lines = ProgressText.Screen(drill, simulated, real);
        if (drawn > 0)
        {
            terminal.Write($"\e[{drawn}A");
        }

        foreach (var line in lines)
        {
            // A wrapped line would take two rows, and the next drawing would begin in the wrong place.
            terminal.Write(line.Length < width() ? line : line[..Math.Max(0, width() - 1)]);
            terminal.Write("\e[K\n");
        }

        terminal.Write("\e[J");
        terminal.Flush();
        drawn = lines.Count;
    }

    public void LetStand() => drawn = 0;
}

/// <summary>Writes what is new.</summary>
internal sealed class WrittenProgress(TextWriter output) : IDrillProgress
{
    private DrillView? before;
    private TimeSpan latest;

    public void Show(DrillView drill, TimeSpan simulated, TimeSpan real)
    {
        // An end is told with its own time, which is a little before the look that found it: lines must not go back behind those above.
        latest = simulated > latest ? simulated : latest;
        foreach (var line in ProgressText.Changes(before, drill, latest))
        {
            output.WriteLine(line);
        }

        output.Flush();
        before = drill;
    }

    public void LetStand()
    {
        // Nothing written is ever overwritten.
    }
}
