using DrsDurable.Host.Demo;

namespace DrsDurable.Host.Tests.Demo;

public sealed class DrawnProgressTests
{
    private static readonly DrillView Drill = new(
        "exec-1", "3TierTest", "RUNNING", null, null, [new DrillWave("Web", "LAUNCHING", [], null, null, [new DrillServer("s-1", "web01", "PENDING", null, null, null, null, null)])], new DrillCleanup("NONE", []));

    [Fact]
    public void SecondScreen_IsDrawnOverTheFirst_AndUnderWhatStands()
    {
        using var terminal = new StringWriter();
        var progress = new DrawnProgress(terminal, () => 100);

        progress.Show(Drill, TimeSpan.Zero, TimeSpan.Zero);
        progress.Show(Drill, TimeSpan.Zero, TimeSpan.Zero);
        progress.LetStand();
        progress.Show(Drill, TimeSpan.Zero, TimeSpan.Zero);

        terminal.ToString().Split("\e[J").Select(screen => screen.StartsWith("\e[3A", StringComparison.Ordinal)).Should().Equal(false, true, false, false);
    }

    [Fact]
    public void LongLines_AreCut_SoThatNoneWraps()
    {
        using var terminal = new StringWriter();

        new DrawnProgress(terminal, () => 20).Show(Drill, TimeSpan.Zero, TimeSpan.Zero);

        terminal.ToString().Replace("\e[K", "", StringComparison.Ordinal).Replace("\e[J", "", StringComparison.Ordinal)
            .Split('\n').Should().OnlyContain(line => line.Length < 20).And.Contain("drill 3TierTest  RU");
    }
}
