using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>Microsoft's JavaScript package with its in-memory backend, in a process of its own.</summary>
internal static class JavaScriptPeer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static string Folder { get; } = Path.Combine(RepositoryRoot.Path, "tests", "DrsDurable.Benchmarks", "peers", "durabletask-js");

    /// <summary>Why there is nothing to compare with, if so.</summary>
    public static string? Missing { get; private set; }

    /// <summary>Installs the package if it is not there.</summary>
    public static async Task PrepareAsync()
    {
        try
        {
            await RunAsync("node", "--version");
            if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            {
                await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            }
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            Missing = $"no peer: {exception.Message}";
        }
    }

    /// <returns>Orchestrations per second.</returns>
    public static async Task<double> HelloSequencesAsync(int count)
    {
        var output = await RunAsync("node", "hello-sequence.js", count.ToString(CultureInfo.InvariantCulture));
        return double.Parse(output, CultureInfo.InvariantCulture);
    }

    private static async Task<string> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{command} did not start");
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? (await output).Trim()
                : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}: {(await error).Trim()}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
