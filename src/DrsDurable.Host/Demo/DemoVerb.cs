using DrsDurable.Aws;
using DrsDurable.Host.CommandLine;
using DrsDurable.Host.Composition;
using DrsDurable.Host.Configuration;
using DrsDurable.Host.Serving;

namespace DrsDurable.Host.Demo;

/// <summary>A host with its own simulator, one complete drill, and the reckoning.</summary>
public static class DemoVerb
{
    private const double HurriedTimeScale = 6000;

    /// <summary>Leaves a host that was asked to stop enough of its 10 seconds.</summary>
    private static readonly TimeSpan InterruptLimit = TimeSpan.FromSeconds(6);

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(DemoCommand command, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (DemoSettings.Contradiction(command) is { } contradiction)
        {
            await Complaints.WriteAsync(error, [contradiction]);
            return ExitCode.UsageOrConfiguration;
        }

        using var folder = command.Options.Keep ? null : new DemoFolder();
        var configuration = HostConfiguration.Load(DemoSettings.Of(command, folder?.Path));
        var read = HostSettingsReader.Read(configuration);
        if (read.Settings is not { } settings)
        {
            await Complaints.WriteAsync(error, read.Problems);
            return ExitCode.UsageOrConfiguration;
        }

        await GreetAsync(output);
        using var signals = new StopSignals();
        try
        {
            await using var host = await RunningHost.StartAsync(
                settings, new HostOutput(!Console.IsErrorRedirected, LogLevel.Warning, configuration.GetSection("Logging")), signals.Token);
            await ReadyLines.WriteAsync(output, host);
            return await DrillAsync(host, command.Options.Keep, output, error, signals.Token);
        }
        catch (StartException problem)
        {
            await Complaints.WriteAsync(error, [problem.Message]);
            return problem.ExitCode;
        }
        catch (DemoException problem)
        {
            await Complaints.WriteAsync(error, [problem.Message]);
            return ExitCode.DrillDidNotComplete;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            await output.WriteLineAsync("Stopped before a drill was started; there is nothing to clean up.");
            return ExitCode.DrillDidNotComplete;
        }
    }

    private static async Task<int> DrillAsync(RunningHost host, bool keep, TextWriter output, TextWriter error, CancellationToken signal)
    {
        using var api = new DrillApi(host.Url);
        var inventory = new DrsInventory(host.Services.GetRequiredService<IAwsClientFactory>(), host.Simulator!.Cells);
        var progress = Progress(output);
        var drill = new DemoDrill(host, api, inventory, output, progress);
        DrillOutcome outcome;
        try
        {
            await drill.StartAsync(signal);
            outcome = await drill.FollowAsync(signal);
        }
        catch (OperationCanceledException) when (signal.IsCancellationRequested && drill.ExecutionId is not null)
        {
            progress.LetStand();
            await CleanUpAsync(host, drill, output);
            await ServeVerb.ServeAsync(host, signal, error);
            return ExitCode.DrillDidNotComplete;
        }

        await output.WriteLineAsync();
        foreach (var line in ProgressText.ClosingTable(outcome.Drill))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(outcome.CleanupText);
        if (keep)
        {
            await output.WriteLineAsync($"""
                Serving until Ctrl-C. Open or curl:
                  {host.Url}executions/{drill.ExecutionId}
                  {host.Url}recovery-plans
                  {host.Url}openapi/v1.json
                  {host.Simulator.Url}_sim/transcript
                """);
        }

        await output.WriteLineAsync(ProgressText.LastLine(outcome.Drill, outcome.Simulated, outcome.Real));
        await output.FlushAsync(CancellationToken.None);
        if (!keep)
        {
            await host.StopAsync();
            return outcome.Completed ? ExitCode.Ok : ExitCode.DrillDidNotComplete;
        }

        var stopped = await ServeVerb.ServeAsync(host, signal, error);
        return outcome.Completed ? stopped : ExitCode.DrillDidNotComplete;
    }

    /// <summary>A drill interrupted half-way: nothing of it stays, and the operator hears what was done.</summary>
    private static async Task CleanUpAsync(RunningHost host, DemoDrill drill, TextWriter output)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync($"Interrupted: cancelling drill {drill.ExecutionId} and terminating what it launched (at {HurriedTimeScale:0} simulated seconds a second).");
        using var limit = new CancellationTokenSource(InterruptLimit, host.Clocks.Machine);
        try
        {
            await drill.CancelAsync("the demo was interrupted", limit.Token);
            host.Simulator!.SetTimeScale(HurriedTimeScale);
            var outcome = await drill.FollowAsync(limit.Token);
            await output.WriteLineAsync(outcome.CleanupText);
            await output.WriteLineAsync(ProgressText.LastLine(outcome.Drill, outcome.Simulated, outcome.Real));
        }
        catch (Exception failure) when (failure is OperationCanceledException or HttpRequestException or DemoException)
        {
            await output.WriteLineAsync(
                $"Not finished in time: drill {drill.ExecutionId} is cancelled, its clean-up goes on when a host starts on the same data. Nothing runs outside this process.");
        }
    }

    private static async Task GreetAsync(TextWriter output)
    {
        await output.WriteLineAsync("A drill of a three-tier application against a simulated DRS in this process: no AWS account, no credentials, nothing leaves this machine.");
        var credentialsFile = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws", "credentials");
        if (CredentialNotice.For(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)), File.Exists(credentialsFile)) is { } notice)
        {
            await output.WriteLineAsync(notice);
        }
    }

    private static IDrillProgress Progress(TextWriter output) =>
        Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") == "dumb"
            ? new WrittenProgress(output)
            : new DrawnProgress(output, () => Console.WindowWidth);
}
