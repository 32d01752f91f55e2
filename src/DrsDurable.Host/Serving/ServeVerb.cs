using DrsDurable.Host.CommandLine;
using DrsDurable.Host.Composition;
using DrsDurable.Host.Configuration;

namespace DrsDurable.Host.Serving;

/// <summary>Serves until a signal asks it to stop.</summary>
public static class ServeVerb
{
    /// <summary>A stop that hangs must not keep the process: everything that matters is durable.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(9.5);

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(ServeCommand command, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(command);
        var configuration = HostConfiguration.Load(command.Settings);
        var read = HostSettingsReader.Read(configuration);
        if (read.Settings is not { } settings)
        {
            await Complaints.WriteAsync(error, read.Problems);
            return ExitCode.UsageOrConfiguration;
        }

        using var signals = new StopSignals();
        try
        {
            await using var host = await RunningHost.StartAsync(
                settings, new HostOutput(!Console.IsErrorRedirected, LogLevel.Information, configuration.GetSection("Logging")), signals.Token);
            await ReadyLines.WriteAsync(output, host);
            return await ServeAsync(host, signals.Token, error);
        }
        catch (StartException problem)
        {
            await Complaints.WriteAsync(error, [problem.Message]);
            return problem.ExitCode;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
    }

    /// <summary>Until a signal comes or the host gives up; then stops it in time.</summary>
    internal static async Task<int> ServeAsync(RunningHost host, CancellationToken signal, TextWriter error)
    {
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(signal, host.Stopping))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, host.Clocks.Machine, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        try
        {
            await host.StopAsync().WaitAsync(StopLimit, host.Clocks.Machine, CancellationToken.None);
        }
        catch (Exception slow) when (slow is TimeoutException or OperationCanceledException)
        {
            await error.WriteLineAsync("Some work did not stop in time and was cut off; it is taken up again at the next start.");
        }

        if (signal.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }

        await Complaints.WriteAsync(error, ["The host stopped by itself: the log says why."]);
        return ExitCode.StoppedByItself;
    }
}
