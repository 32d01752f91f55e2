using System.Diagnostics;
using Xunit;

namespace DrsDurable.Testing.Processes;

/// <summary>
/// A test that needs the AWS CLI, version 2, as Debian packages it. Without it the test is skipped with the reason, except under
/// CI=true, where it runs and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AwsCliFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Missing = new(FindProblem);

    public AwsCliFactAttribute()
    {
        if (Missing.Value is { } problem && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = problem;
        }
    }

    private static string? FindProblem()
    {
        if (!File.Exists(AwsCommandLine.Path))
        {
            return $"{AwsCommandLine.Path} is not there: apt-get install awscli";
        }

        using var process = Process.Start(new ProcessStartInfo(AwsCommandLine.Path, "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var version = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return version.StartsWith("aws-cli/2.", StringComparison.Ordinal) ? null : $"{AwsCommandLine.Path} is not version 2: {version.Trim()}";
    }
}
