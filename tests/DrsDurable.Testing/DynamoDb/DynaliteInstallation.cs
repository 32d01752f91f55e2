using System.Diagnostics;
using System.Security.Cryptography;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Testing.DynamoDb;

/// <summary>
/// The pinned dynalite under <c>tests/dynalite</c>: installed with <c>npm ci</c> by the first test process that needs it, while others wait.
/// </summary>
public static class DynaliteInstallation
{
    private static readonly Lazy<string?> Problem = new(FindProblem);

    public static string Folder => Path.Combine(RepositoryRoot.Path, "tests", "dynalite");

    /// <summary>Why it cannot run here; <see langword="null"/> if it can. Under CI=true it has to, and this is always <see langword="null"/>.</summary>
    public static string? Missing => Environment.GetEnvironmentVariable("CI") == "true" ? null : Problem.Value;

    /// <summary>Returns once the very packages of the lock file are installed.</summary>
    public static async Task EnsureAsync()
    {
        var installed = Path.Combine(Folder, "node_modules", $".installed-{await LockHashAsync().ConfigureAwait(false)}");
        if (File.Exists(installed))
        {
            return;
        }

        await using var mine = await OneAtATimeAsync().ConfigureAwait(false);
        if (File.Exists(installed))
        {
            return;
        }

        await NpmAsync("ci").ConfigureAwait(false);
        await File.WriteAllTextAsync(installed, "").ConfigureAwait(false);
    }

    private static async Task<string> LockHashAsync() =>
        Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json")).ConfigureAwait(false)))[..16];

    /// <summary>The operating system gives the lock up with its process, however that ends.</summary>
    private static async Task<FileStream> OneAtATimeAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(RepositoryRoot.Path, "artifacts", "tests"));
        var path = Path.Combine(folder.FullName, "dynalite.lock");
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited.Elapsed < ProductProcess.GiveUp)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
            }
        }
    }

    private static async Task NpmAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("npm", arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(ProductProcess.GiveUp);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException(
                    $"npm {string.Join(' ', arguments)} in {Folder} ended with {process.ExitCode}:\n{await error.ConfigureAwait(false)}{await output.ConfigureAwait(false)}");
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string? FindProblem()
    {
        foreach (var program in new[] { "node", "npm" })
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
                var version = process.StandardOutput.ReadToEnd().Trim();
                process.WaitForExit();
                if (program == "node" && (!Version.TryParse(version.TrimStart('v'), out var found) || found.Major < 20))
                {
                    return $"the local DynamoDB needs Node 20 or newer; node --version says '{version}'";
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return $"the local DynamoDB needs Node 20 and npm: there is no {program} on PATH";
            }
        }

        return null;
    }
}
