using System.Diagnostics;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Testing.DynamoDb;

/// <summary>A DynamoDB on loopback, in memory. Tests that need one for themselves start one; the others share the process's.</summary>
public sealed class Dynalite : IAsyncDisposable
{
    private static readonly Lazy<Task<Dynalite>> OfThisProcess = new(() => StartAsync());

    private readonly Process process;

    private Dynalite(Process process, Uri url)
    {
        this.process = process;
        Url = url;
    }

    public Uri Url { get; }

    public int ProcessId => process.Id;

    /// <summary>One for all tests of this process; each uses a table of its own.</summary>
    public static Task<Dynalite> SharedAsync() => OfThisProcess.Value;

    /// <param name="port">0 takes a free one.</param>
    public static async Task<Dynalite> StartAsync(int port = 0)
    {
        await DynaliteInstallation.EnsureAsync().ConfigureAwait(false);
        var process = Process.Start(new ProcessStartInfo(
            "node", [Path.Combine(DynaliteInstallation.Folder, "serve.js"), "--host", "127.0.0.1", "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = DynaliteInstallation.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill(process);
        using var limit = new CancellationTokenSource(ProductProcess.GiveUp);
        var ready = await process.StandardOutput.ReadLineAsync(limit.Token).ConfigureAwait(false);
        if (ready is null)
        {
            throw new InvalidOperationException($"dynalite ended before it was ready: {await process.StandardError.ReadToEndAsync(limit.Token).ConfigureAwait(false)}");
        }

        process.ErrorDataReceived += static (_, line) =>
        {
            if (line.Data is { } text)
            {
                Console.Error.WriteLine($"dynalite: {text}");
            }
        };
        process.BeginErrorReadLine();
        return new Dynalite(process, new Uri(ready));
    }

    /// <summary>A client without retries of its own, so that a test sees every call.</summary>
    public AmazonDynamoDBClient Client() => new(
        new BasicAWSCredentials("local", "local"),
        new AmazonDynamoDBConfig
        {
            ServiceURL = Url.OriginalString,
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
        });

    /// <summary>Freezes it (<see cref="ProcessSignal.Stop"/>), lets it go on, or kills it.</summary>
    public void Send(ProcessSignal signal) => Signals.Send(process.Id, signal);

    public async ValueTask DisposeAsync()
    {
        Kill(process);
        await process.WaitForExitAsync().ConfigureAwait(false);
        process.Dispose();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended, or was disposed.
        }
    }
}
