namespace DrsDurable.Testing.Processes;

/// <summary>
/// A running host with its clients. With the simulator in it, <see cref="Simulator"/> talks to the simulator of this process;
/// with an external one it is <see langword="null"/>.
/// </summary>
public sealed class HostProcess : IAsyncDisposable
{
    private HostProcess(ProductProcess process, HostApi api, SimulatorAdministration? simulator)
    {
        Process = process;
        Api = api;
        Simulator = simulator;
    }

    public ProductProcess Process { get; }

    public HostApi Api { get; }

    public SimulatorAdministration? Simulator { get; }

    /// <summary>Starts <c>serve</c> and waits for the ready lines.</summary>
    /// <param name="settings">Configuration as <c>Section:Key</c>; in-process simulator unless <c>Simulator:Mode</c> says otherwise.</param>
    public static async Task<HostProcess> StartAsync(IReadOnlyDictionary<string, string> settings, string workingFolder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var arguments = settings.Select(setting => $"--{setting.Key}={setting.Value}").Prepend("serve");
        var process = ProductProcess.Start("DrsDurable.Host", arguments, workingFolder, environment);
        try
        {
            var api = await process.WaitForReadyAsync("host").ConfigureAwait(false);
            var inProcess = settings.GetValueOrDefault("Simulator:Mode", "inprocess") == "inprocess";
            var simulator = inProcess ? await process.WaitForReadyAsync("simulator").ConfigureAwait(false) : null;
            return new HostProcess(process, new HostApi(api), simulator is null ? null : new SimulatorAdministration(simulator));
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        Simulator?.Dispose();
        await Process.DisposeAsync().ConfigureAwait(false);
    }
}
