namespace DrsDurable.EndToEnd.Tests.Readme;

/// <summary>What the README's test does with a shell block, by the word behind <c>sh</c> on its opening fence.</summary>
public enum BlockKind
{
    /// <summary><c>sh</c>: runs in one shell, after the blocks before it; every command has to succeed.</summary>
    Run,

    /// <summary><c>sh terminal</c>: runs in a terminal of its own until Ctrl-C at the end; the next block runs once it is ready.</summary>
    Terminal,

    /// <summary><c>sh real-aws</c>: needs an AWS account; only its syntax is checked.</summary>
    RealAws,

    /// <summary><c>sh tests</c>: runs this test among others.</summary>
    Tests,
}

/// <param name="Line">Of its first command in README.md.</param>
public sealed record ReadmeBlock(int Line, BlockKind Kind, string Commands)
{
    private const string Fence = "```";

    /// <summary>Every shell block, in order.</summary>
    /// <exception cref="FormatException">A fence that this test does not know what to do with.</exception>
    public static IReadOnlyList<ReadmeBlock> In(string markdown)
    {
        var blocks = new List<ReadmeBlock>();
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.FindIndex(lines, i + 1, line => line.StartsWith(Fence, StringComparison.Ordinal));
            if (end < 0)
            {
                throw new FormatException($"README.md:{i + 1}: the block is never closed.");
            }

            if (KindOf(lines[i][Fence.Length..].Trim(), i + 1) is { } kind)
            {
                blocks.Add(new ReadmeBlock(i + 2, kind, string.Join('\n', lines[(i + 1)..end])));
            }

            i = end;
        }

        return blocks;
    }

    public override string ToString() => $"README.md:{Line}\n{Commands}";

    private static BlockKind? KindOf(string word, int line) => word switch
    {
        "sh" => BlockKind.Run,
        "sh terminal" => BlockKind.Terminal,
        "sh real-aws" => BlockKind.RealAws,
        "sh tests" => BlockKind.Tests,
        "text" or "json" or "yaml" => null,
        _ => throw new FormatException($"README.md:{line}: '{word}' is none of sh, sh terminal, sh real-aws, sh tests, text, json, yaml."),
    };
}
