using System.Text.Json;
using DrsDurable.Host.Problems;
using DrsDurable.Recovery.Errors;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Host.Tests.Documents;

public sealed class ApiDocumentTests
{
    [Fact]
    public async Task ErrorTable_HasEveryCodeUnderItsStatus()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(RepositoryRoot.Path, "docs", "api.md"));
        var rows = lines.SkipWhile(line => line != "| status | codes |").Skip(2).TakeWhile(line => line.StartsWith('|'));

        var documented = rows.Select(row => row.Split('|', StringSplitOptions.TrimEntries))
            .SelectMany(cells => cells[2].Split(' ').Select(code => $"{cells[1]} {code.Trim('`')}"));

        documented.Should().BeEquivalentTo(Enum.GetValues<RecoveryErrorCode>().Select(code => $"{ProblemCatalogue.Of(code).Status} {Name(code)}"));
    }

    private static string Name(RecoveryErrorCode code) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(code.ToString());
}
