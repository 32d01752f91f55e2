using System.Text.Json.Nodes;
using DrsDurable.Host.Composition;
using DrsDurable.Host.Configuration;
using DrsDurable.Testing.Processes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Host.Tests.Api;

public sealed class OpenApiTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Document_ListsEveryMappedRoute()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Data:Path"] = folder["data"],
            ["Http:Url"] = "http://127.0.0.1:0",
            ["Simulator:Url"] = "http://127.0.0.1:0",
        }).Build();
        await using var host = await RunningHost.StartAsync(
            HostSettingsReader.Read(configuration).Settings!, new HostOutput(false, LogLevel.Warning, configuration.GetSection("Logging")), CancellationToken.None);
        using var api = new JsonServer(host.Url);

        var document = await api.GetAsync("/openapi/v1.json");

        var described = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));
        described.Should().BeEquivalentTo(MappedRoutes(host.Services));
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Should().OnlyContain(operation => !string.IsNullOrEmpty((string?)operation.Value!["operationId"]));
    }

    private static IEnumerable<string> MappedRoutes(IServiceProvider services) => services.GetServices<EndpointDataSource>()
        .SelectMany(source => source.Endpoints)
        .OfType<RouteEndpoint>()
        .Where(endpoint => !endpoint.RoutePattern.RawText!.StartsWith("/openapi/", StringComparison.Ordinal))
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
            .Select(method => $"{method} /{string.Join('/', endpoint.RoutePattern.PathSegments.Select(Segment))}"))
        .Distinct(StringComparer.Ordinal);

    private static string Segment(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPathSegment segment) => string.Concat(segment.Parts.Select(part => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        _ => "",
    }));
}
