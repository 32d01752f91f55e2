using System.Collections.Concurrent;
using System.Diagnostics;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Testing.Processes;

/// <summary>
/// One of the product's executables, started as <c>dotnet exec</c> on what the build left under <c>src/</c>, in the
/// configuration the tests themselves were built in. Disposing kills it if it still runs.
/// </summary>
public sealed class ProductProcess : IAsyncDisposable
{
    /// <summary>How long a start, an end or a condition may take before a test gives up; generous, because machines differ.</summary>
    public static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(90);

    private static readonly ConcurrentDictionary<int, Process> Running = new();

    private readonly Process process;
    private readonly string name;
    private int standardStreams = 2;

    static ProductProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var left in Running.Values)
        {
            left.Kill();
        }
    };

    private ProductProcess(Process process, string name)
    {
        this.process = process;
        this.name = name;
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Of an ended process; 137 after SIGKILL.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Standard output and standard error, line by line as they came.</summary>
    public ProcessOutput Output { get; } = new();

    /// <summary>Peak resident memory so far, in MiB.</summary>
    public double PeakMebibytes
    {
        get
        {
            var peak = File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>The executable's file as the build leaves it, for example of <c>DrsDurable.Host</c>.</summary>
    public static string PathOf(string project)
    {
        // …/tests/<project>/bin/<configuration>/<framework>/
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var configuration = framework.Parent?.Name ?? throw new DirectoryNotFoundException($"{framework} is not a build's output folder.");
        var path = Path.Combine(RepositoryRoot.Path, "src", project, "bin", configuration, framework.Name, project + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not there: build the solution first (dotnet build -c {configuration}).", path);
    }

    /// <summary>Starts <c>DrsDurable.Host</c> or <c>DrsDurable.Simulator</c>.</summary>
    /// <param name="environment">Added to the environment, from which whatever concerns AWS or ASP.NET has been taken out.</param>
    public static ProductProcess Start(string project, IEnumerable<string> arguments, string workingFolder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(PathOf(project));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var inherited in start.Environment.Keys.Where(IsForeign).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (key, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[key] = value;
        }

        var process = new Process { StartInfo = start };
        var product = new ProductProcess(process, project);
        process.OutputDataReceived += (_, line) => product.Read(line.Data);
        process.ErrorDataReceived += (_, line) => product.Read(line.Data);
        process.Start();
        Running[process.Id] = process;
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return product;
    }

    public void Send(ProcessSignal signal) => Signals.Send(Id, signal);

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
        {
            Send(ProcessSignal.Kill);
        }

        await WaitForExitAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for the end and all output, and returns the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(GiveUp);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw Failed($"did not end within {GiveUp}");
        }

        Running.TryRemove(Id, out _);
        return process.ExitCode;
    }

    /// <summary>The first output line that matches.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> matches, string what)
    {
        using var limit = new CancellationTokenSource(GiveUp);
        try
        {
            return await Output.FirstAsync(matches, limit.Token).ConfigureAwait(false) ?? throw Failed($"ended before it wrote {what}");
        }
        catch (OperationCanceledException)
        {
            throw Failed($"did not write {what} within {GiveUp}");
        }
    }

    /// <summary>Waits for <c>{name} {url} ready …</c> and returns the URL.</summary>
    public async Task<Uri> WaitForReadyAsync(string server)
    {
        var line = await WaitForLineAsync(
            line => line.StartsWith(server + " http", StringComparison.Ordinal) && line.Split(' ') is [_, _, "ready", ..],
            $"'{server} <url> ready'").ConfigureAwait(false);
        return new Uri(line.Split(' ')[1]);
    }

    /// <summary>An exception that carries the last lines of output.</summary>
    public InvalidOperationException Failed(string what) =>
        new($"{name} (process {Id}{(process.HasExited ? $", exit code {process.ExitCode}" : "")}) {what}. Its last output:\n{Output.Tail(60)}");

    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        process.Dispose();
    }

    private static bool IsForeign(string variable) =>
        variable.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase) || variable.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("DRSDURABLE_", StringComparison.Ordinal) || variable.Contains("__", StringComparison.Ordinal)
        || variable.Equals("DOTNET_ENVIRONMENT", StringComparison.Ordinal);

    private void Read(string? line)
    {
        if (line is not null)
        {
            Output.Add(line);
        }
        else if (Interlocked.Decrement(ref standardStreams) == 0)
        {
            Output.End();
        }
    }
}
