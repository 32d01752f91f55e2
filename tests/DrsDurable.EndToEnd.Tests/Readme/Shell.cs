using System.Diagnostics;
using System.Globalization;
using DrsDurable.Testing.Processes;

namespace DrsDurable.EndToEnd.Tests.Readme;

/// <summary>An operator's shell: what one block sets, the next one sees.</summary>
internal sealed class Shell : IAsyncDisposable
{
    private const string Marker = "__block_ended__";

    private readonly Process bash;
    private readonly ProcessOutput output = new();

    private readonly string scripts = Directory.CreateTempSubdirectory("drsdurable-readme-").FullName;

    private Shell(Process bash) => this.bash = bash;

    public string Output => output.Tail(60);

    public static Shell Open(string folder)
    {
        var bash = new Process { StartInfo = Start(folder, ["--noprofile", "--norc"]) };
        var shell = new Shell(bash);
        Collect(bash, shell.output);
        return shell;
    }

    /// <summary>Runs a block to its end; a failing command ends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ReadmeBlock block, TimeSpan limit)
    {
        var marker = $"{Marker} {block.Line} ";

        // From a file, so that no command of the block can take the rest of it for its input; and in this shell, so that variables stay.
        var file = Path.Combine(scripts, string.Create(CultureInfo.InvariantCulture, $"line-{block.Line}.sh"));
        await File.WriteAllTextAsync(file, block.Commands + "\n");
        await bash.StandardInput.WriteAsync($"set -e -o pipefail\nsource '{file}' </dev/null\nset +e\nprintf '\\n%s\\n' \"{marker}0\"\n");
        await bash.StandardInput.FlushAsync();
        using var patience = new CancellationTokenSource(limit);
        try
        {
            var line = await output.FirstAsync(line => line.StartsWith(marker, StringComparison.Ordinal), patience.Token);
            if (line is not null)
            {
                return int.Parse(line[marker.Length..], CultureInfo.InvariantCulture);
            }

            await bash.WaitForExitAsync(patience.Token);
            return bash.ExitCode == 0 ? 1 : bash.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Not done within {limit}: {block}\nOutput:\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        bash.StandardInput.Close();
        bash.Kill(entireProcessTree: true);
        await bash.WaitForExitAsync();
        bash.Dispose();
        Directory.Delete(scripts, recursive: true);
    }

    internal static ProcessStartInfo Start(string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("bash", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A first-time reader's shell: nothing of ours, nothing of AWS, no build processes that outlive the test, and no analysis of code that has been analysed.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.Contains("__", StringComparison.Ordinal) || name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["RunAnalyzers"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return start;
    }

    internal static void Collect(Process process, ProcessOutput output)
    {
        var streams = 2;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        void Read(string? line)
        {
            if (line is not null)
            {
                output.Add(line);
            }
            else if (Interlocked.Decrement(ref streams) == 0)
            {
                output.End();
            }
        }
    }
}
