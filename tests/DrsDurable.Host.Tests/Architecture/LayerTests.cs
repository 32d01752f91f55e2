using System.Reflection;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Host.Tests.Architecture;

/// <summary>The arrows of docs/architecture.md, read from what the built assemblies really use.</summary>
public sealed class LayerTests
{
    private static readonly string[] Foreign = ["AspNetCore", "Sqlite", "DynamoDB", "Sidecar", "Worker"];

    public static TheoryData<string, string[]> Layers => new()
    {
        { "DrsDurable.DurableTask.Abstractions", [] },
        { "DrsDurable.DurableTask.Client", ["DrsDurable.DurableTask.Abstractions"] },
        { "DrsDurable.DurableTask.Sidecar", [] },
        { "DrsDurable.DurableTask.Sidecar.Sqlite", ["DrsDurable.DurableTask.Sidecar"] },
        { "DrsDurable.DurableTask.Sidecar.DynamoDB", ["DrsDurable.DurableTask.Sidecar", "DrsDurable.DynamoDB"] },
        { "DrsDurable.DynamoDB", [] },
        { "DrsDurable.DurableTask.Worker", ["DrsDurable.DurableTask.Abstractions", "DrsDurable.DurableTask.Client", "DrsDurable.DurableTask.Sidecar"] },
        { "DrsDurable.Aws", [] },
        { "DrsDurable.Recovery", ["DrsDurable.Aws", "DrsDurable.DurableTask.Abstractions", "DrsDurable.DurableTask.Client"] },
        { "DrsDurable.Recovery.Storage", ["DrsDurable.DynamoDB", "DrsDurable.Recovery"] },
        { "DrsDurable.Simulator", [] },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_uses_only_what_lies_below_it(string layer, string[] below) =>
        References(layer).Where(name => name.StartsWith("DrsDurable.", StringComparison.Ordinal)).Should().BeSubsetOf(below);

    [Fact]
    public void Recovery_names_no_store_no_transport_and_no_web_framework() =>
        References("DrsDurable.Recovery").Should().NotContain(name => Foreign.Any(word => name.Contains(word, StringComparison.Ordinal)));

    [Fact]
    public void Recovery_compiles_against_either_durable_task_implementation_because_it_names_neither()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", "DrsDurable.Recovery"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToList();

        sources.Should().NotBeEmpty();
        sources.Where(file => File.ReadAllText(file).Contains(".DurableTask", StringComparison.Ordinal)).Should().BeEmpty();
    }

    private static IEnumerable<string> References(string assembly) => Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!);
}
