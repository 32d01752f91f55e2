using DrsDurable.Host.Configuration;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Host.Tests.Documents;

public sealed class OperationsDocumentTests
{
    [Fact]
    public async Task ConfigurationTable_IsTheCatalogue()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(RepositoryRoot.Path, "docs", "operations.md"));
        var rows = lines.SkipWhile(line => line != "| key | default | meaning |").Skip(2).TakeWhile(line => line.StartsWith('|'));

        rows.Should().Equal(SettingCatalogue.All.Select(setting => $"| `{setting.Key}` | {(setting.Default is null ? "–" : $"`{setting.Default}`")} | {setting.Meaning} |"));
    }
}
