namespace DrsDurable.Testing.Processes;

/// <summary>A host with its clients. With the simulator in it, <see cref="Simulator"/> talks to the simulator of this process.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private readonly bool hasSimulator;
    private HostApi? api;
    private SimulatorAdministration? simulator;

    private HostProcess(ProductProcess process, bool hasSimulator)
    {
        Process = process;
        this.hasSimulator = hasSimulator;
    }

    public ProductProcess Process { get; }

    /// <summary>From the ready line on.</summary>
    public HostApi Api => api ?? throw Process.Failed("is not known to be ready");

    /// <summary>From the ready line on; fails when the simulator runs elsewhere.</summary>
    public SimulatorAdministration Simulator => simulator ?? throw Process.Failed("holds no simulator that is ready");

    /// <summary>Starts <c>serve</c> without waiting.</summary>
    /// <param name="settings">Configuration as <c>Section:Key</c>; in-process simulator unless <c>Simulator:Mode</c> says otherwise.</param>
    public static HostProcess Start(IReadOnlyDictionary<string, string> settings, string workingFolder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var arguments = settings.Select(setting => $"--{setting.Key}={setting.Value}").Prepend("serve");
        return new HostProcess(
            ProductProcess.Start("DrsDurable.Host", arguments, workingFolder, environment),
            settings.GetValueOrDefault("Simulator:Mode", "inprocess") == "inprocess");
    }

    /// <summary>Starts <c>serve</c> and waits for the ready lines.</summary>
    public static async Task<HostProcess> StartAsync(IReadOnlyDictionary<string, string> settings, string workingFolder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var host = Start(settings, workingFolder, environment);
        try
        {
            await host.ReadyAsync().ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for the ready lines.</summary>
    public async Task ReadyAsync()
    {
        var hostUrl = await Process.WaitForReadyAsync("host").ConfigureAwait(false);
        if (hasSimulator)
        {
            simulator = new SimulatorAdministration(await Process.WaitForReadyAsync("simulator").ConfigureAwait(false));
        }

        api = new HostApi(hostUrl);
    }

    public async ValueTask DisposeAsync()
    {
        api?.Dispose();
        simulator?.Dispose();
        await Process.DisposeAsync().ConfigureAwait(false);
    }
}
