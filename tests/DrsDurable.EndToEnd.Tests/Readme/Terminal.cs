using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using DrsDurable.Testing.Processes;

namespace DrsDurable.EndToEnd.Tests.Readme;

/// <summary>A second terminal in which something keeps running.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromMinutes(10);

    private readonly Process group;
    private readonly ProcessOutput output = new();

    private Terminal(Process group) => this.group = group;

    public string Output => output.Tail(60);

    /// <summary>Starts the block in a process group of its own, as a terminal does.</summary>
    public static Terminal Open(ReadmeBlock block, string folder)
    {
        var start = Shell.Start(folder, ["bash", "-e", "-o", "pipefail", "-c", block.Commands]);
        start.FileName = "setsid";
        var terminal = new Terminal(new Process { StartInfo = start });
        Shell.Collect(terminal.group, terminal.output);
        return terminal;
    }

    /// <summary>Waits until it writes such a line.</summary>
    public async Task WaitForAsync(Func<string, bool> line, string what)
    {
        using var patience = new CancellationTokenSource(GiveUp);
        try
        {
            if (await output.FirstAsync(line, patience.Token) is null)
            {
                throw new InvalidOperationException($"It ended without {what}. Output:\n{Output}");
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No {what} within {GiveUp}. Output:\n{Output}");
        }
    }

    /// <summary>Ctrl-C: SIGINT to everything in the terminal.</summary>
    public async Task InterruptAsync()
    {
        Signal("INT");
        using var patience = new CancellationTokenSource(GiveUp);
        await group.WaitForExitAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Signal("KILL");
        await group.WaitForExitAsync();
        group.Dispose();
    }

    private void Signal(string signal)
    {
        try
        {
            using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", "--", string.Create(CultureInfo.InvariantCulture, $"-{group.Id}")]) { RedirectStandardError = true })!;
            kill.WaitForExit();
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("The README's test needs kill(1).", missing);
        }
    }
}
