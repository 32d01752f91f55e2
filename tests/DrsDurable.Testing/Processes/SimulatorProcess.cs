namespace DrsDurable.Testing.Processes;

/// <summary>A simulator in its own process.</summary>
public sealed class SimulatorProcess : IAsyncDisposable
{
    private SimulatorProcess(ProductProcess process, SimulatorAdministration administration)
    {
        Process = process;
        Administration = administration;
    }

    public ProductProcess Process { get; }

    public SimulatorAdministration Administration { get; }

    /// <summary>Starts it and waits for the ready line.</summary>
    /// <param name="settings">Configuration as <c>Section:Key</c>.</param>
    public static async Task<SimulatorProcess> StartAsync(IReadOnlyDictionary<string, string> settings, string workingFolder)
    {
        var process = ProductProcess.Start("DrsDurable.Simulator", settings.Select(setting => $"--{setting.Key}={setting.Value}"), workingFolder);
        try
        {
            return new SimulatorProcess(process, new SimulatorAdministration(await process.WaitForReadyAsync("simulator").ConfigureAwait(false)));
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Administration.Dispose();
        await Process.DisposeAsync().ConfigureAwait(false);
    }
}
