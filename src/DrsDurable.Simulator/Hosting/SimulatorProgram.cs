using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using DrsDurable.Simulator.EventLog;
using DrsDurable.Simulator.Fleet;
using Microsoft.AspNetCore.Connections;

namespace DrsDurable.Simulator.Hosting;

/// <summary>The simulator as a process. Exit codes: 0 stopped, 2 usage or configuration, 3 port or data directory in use.</summary>
internal static class SimulatorProgram
{
    private const int Stopped = 0;
    private const int BadConfiguration = 2;
    private const int InUse = 3;

    public static async Task<int> Main(string[] args)
    {
        try
        {
            await RunAsync(SimulatorCommandLine.Parse(args)).ConfigureAwait(false);
            return Stopped;
        }
        catch (FormatException error)
        {
            return Fail(BadConfiguration, $"{error.Message}\n{SimulatorCommandLine.Usage}");
        }
        catch (Exception error) when (error is DataDirectoryInUseException || error.InnerException is AddressInUseException)
        {
            return Fail(InUse, error.Message);
        }
        catch (Exception error) when (error is FleetException or EventLogException or ArgumentException or UnauthorizedAccessException or IOException or SocketException)
        {
            return Fail(BadConfiguration, error.Message);
        }
    }

    private static async Task RunAsync(SimulatorCommandLine commandLine)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var simulator = DrsSimulator.Open(commandLine.Options, TimeProvider.System);
        var server = await SimulatorServer.StartAsync(simulator, commandLine.Url).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            var state = simulator.Clock!.State;
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"simulator {server.Url.GetLeftPart(UriPartial.Authority)} ready time-scale {state.TimeScale} seed {simulator.Seed}")).ConfigureAwait(false);
            await stop.Task.ConfigureAwait(false);
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }
    }

    private static int Fail(int code, string message)
    {
        Console.Error.WriteLine($"simulator: {message}");
        return code;
    }
}
