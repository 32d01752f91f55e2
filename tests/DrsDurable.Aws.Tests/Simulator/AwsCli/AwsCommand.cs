using System.Diagnostics;
using System.Text.Json.Nodes;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Aws.Tests.Simulator.AwsCli;

/// <summary>What a run of the CLI printed.</summary>
public sealed record AwsOutput(int ExitCode, string Output, string Error)
{
    public JsonNode Json => ExitCode == 0 ? JsonNode.Parse(Output)! : throw new InvalidOperationException($"aws ended with {ExitCode}: {Error}");
}

/// <summary>Runs <c>aws drs …</c> against a simulator, with no configuration but its own.</summary>
public sealed class AwsCommand(Uri endpoint)
{
    public async Task<AwsOutput> RunAsync(string arguments, string secret = "simulator", string region = "us-east-1")
    {
        var start = new ProcessStartInfo(AwsCliFactAttribute.Path)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["--endpoint-url", endpoint.ToString(), "--region", region, "--output", "json", "drs", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["AWS_ACCESS_KEY_ID"] = "simulator";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = secret;
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_PAGER"] = "";
        start.Environment["AWS_CONFIG_FILE"] = "/dev/null";
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(ProductProcess.GiveUp);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new AwsOutput(process.ExitCode, await output, await error);
    }
}
