using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DrsDurable.Testing.Processes;

/// <summary>What the AWS CLI answered.</summary>
public sealed record AwsCommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The printed JSON; fails with the CLI's words when it did not succeed.</summary>
    public JsonNode Json => ExitCode == 0
        ? Output.Length == 0 ? new JsonObject() : JsonNode.Parse(Output)!
        : throw new InvalidOperationException($"aws ended with {ExitCode}: {Error}");
}

/// <summary>
/// AWS CLI version 2 as Debian's package installs it, whatever else is on PATH, with a fleet's keys and nothing of the machine's own
/// AWS configuration.
/// </summary>
public sealed class AwsCommandLine(Uri endpoint, string accessKeyId = FleetFile.AccessKey, string secretAccessKey = FleetFile.AccessKey, string region = FleetFile.Region, string? sessionToken = null)
{
    public const string Path = "/usr/bin/aws";

    /// <summary>Runs <c>aws drs …</c>.</summary>
    public Task<AwsCommandResult> DrsAsync(params string[] arguments) => RunAsync([.. arguments.Prepend("drs")]);

    /// <summary>Runs <c>aws SERVICE OPERATION …</c>.</summary>
    public async Task<AwsCommandResult> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments.Concat(["--endpoint-url", endpoint.OriginalString, "--output", "json"]))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["AWS_ACCESS_KEY_ID"] = accessKeyId;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = secretAccessKey;
        if (sessionToken is not null)
        {
            start.Environment["AWS_SESSION_TOKEN"] = sessionToken;
        }

        start.Environment["AWS_DEFAULT_REGION"] = region;
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_CONFIG_FILE"] = "/dev/null";
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null";
        start.Environment["AWS_PAGER"] = "";

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Path} did not start.");
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(ProductProcess.GiveUp);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return new AwsCommandResult(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
