using System.Diagnostics;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Processes;
using Xunit.Abstractions;

namespace DrsDurable.EndToEnd.Tests.Readme;

/// <summary>The README is read by running it: every shell block, in order, in a fresh copy of the repository.</summary>
public sealed class ReadmeTests(ITestOutputHelper report) : IDisposable
{
    private static readonly TimeSpan BlockLimit = TimeSpan.FromMinutes(15);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task EveryShellBlock_RunsAsPrinted()
    {
        var blocks = ReadmeBlock.In(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "README.md")));
        blocks.Should().Contain(block => block.Kind == BlockKind.Run).And.Contain(block => block.Kind == BlockKind.Terminal);
        var copy = folder["drsdurable"];
        WorkingCopy.CopyTo(copy);
        var terminals = new Stack<Terminal>();
        await using var shell = Shell.Open(copy);
        try
        {
            foreach (var block in blocks)
            {
                var began = Stopwatch.GetTimestamp();
                switch (block.Kind)
                {
                    case BlockKind.Run when NeedsWhatIsMissing(block):
                        await CheckSyntaxAsync(block, copy);
                        break;
                    case BlockKind.Run:
                        (await shell.RunAsync(block, BlockLimit)).Should().Be(0, "{0} has to succeed. Output:\n{1}\nThe other terminal:\n{2}", block, shell.Output, terminals.TryPeek(out var other) ? other.Output : "");
                        break;
                    case BlockKind.Terminal:
                        terminals.Push(Terminal.Open(block, copy));
                        await terminals.Peek().WaitForAsync(line => line.StartsWith("host http", StringComparison.Ordinal) && line.EndsWith(" ready", StringComparison.Ordinal), "'host <url> ready'");
                        break;
                    case BlockKind.Tests:
                        block.Commands.Should().Be("dotnet test", "this block is what runs the README's test");
                        break;
                    default:
                        await CheckSyntaxAsync(block, copy);
                        break;
                }

                var line = $"README.md:{block.Line} {block.Kind} {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s{Remark(block)}";
                report.WriteLine(line);
                CaseLog.For("readme.txt").Append(line);
            }
        }
        finally
        {
            while (terminals.TryPop(out var terminal))
            {
                await terminal.InterruptAsync();
                await terminal.DisposeAsync();
            }
        }
    }

    [Fact]
    public void UnknownFence_IsRefused() =>
        FluentActions.Invoking(() => ReadmeBlock.In("text\n```bash\nls\n```\n")).Should().Throw<FormatException>().WithMessage("README.md:2: 'bash' is none of*");

    [Fact]
    public async Task FailingCommand_FailsItsBlock()
    {
        await using var shell = Shell.Open(folder.Path);

        (await shell.RunAsync(new ReadmeBlock(1, BlockKind.Run, "A=1; printf 'no newline at the end'"), BlockLimit)).Should().Be(0);
        (await shell.RunAsync(new ReadmeBlock(2, BlockKind.Run, "test $A = 1\nfalse\ntrue"), BlockLimit)).Should().NotBe(0);
    }

    private static bool NeedsWhatIsMissing(ReadmeBlock block) => block.Commands.Contains("aws drs", StringComparison.Ordinal)
        && !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "aws")));

    private static string Remark(ReadmeBlock block) => block.Kind switch
    {
        BlockKind.RealAws => ": needs an AWS account, syntax checked only",
        BlockKind.Run when NeedsWhatIsMissing(block) => ": needs the AWS CLI, which is not on PATH, syntax checked only",
        _ => "",
    };

    private static async Task CheckSyntaxAsync(ReadmeBlock block, string copy)
    {
        using var bash = Process.Start(Shell.Start(copy, ["-n", "-c", block.Commands]))!;
        bash.StandardInput.Close();
        var errors = await bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync();
        bash.ExitCode.Should().Be(0, errors);
    }
}
