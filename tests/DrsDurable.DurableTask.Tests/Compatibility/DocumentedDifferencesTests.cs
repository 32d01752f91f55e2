using System.Reflection;
using System.Text.RegularExpressions;
using DrsDurable.Testing.Cases;

namespace DrsDurable.DurableTask.Tests.Compatibility;

/// <summary>docs/durable-task.md names a test for every rule and every difference from the reference; they exist.</summary>
public partial class DocumentedDifferencesTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "durable-task.md"));

    private static readonly Dictionary<string, Type> TestClasses = Assembly.GetExecutingAssembly().GetTypes()
        .Where(type => type.Name.EndsWith("Tests", StringComparison.Ordinal))
        .ToDictionary(type => type.Name, StringComparer.Ordinal);

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var named = Lines.SelectMany(line => TestName().Matches(line)).ToList();

        named.Should().HaveCountGreaterThan(40);
        named.Where(name => !Exists(name)).Select(name => name.Value).Should().BeEmpty();
    }

    [Theory]
    [InlineData("## The rules, and where each is tested")]
    [InlineData("## Differences")]
    public void Every_row_names_a_test(string section)
    {
        var rows = Lines.SkipWhile(line => line != section).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|')).Skip(2).ToList();

        rows.Should().HaveCountGreaterThan(15);
        rows.Where(row => !TestName().IsMatch(row)).Should().BeEmpty();
    }

    private static bool Exists(Match name) =>
        TestClasses.TryGetValue(name.Groups["class"].Value, out var tests)
        && (!name.Groups["test"].Success || tests.GetMethod(name.Groups["test"].Value) is { } test && test.IsDefined(typeof(FactAttribute)));

    [GeneratedRegex("`(?<class>[A-Za-z]+Tests)(\\.(?<test>[A-Za-z0-9_]+))?`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestName();
}
