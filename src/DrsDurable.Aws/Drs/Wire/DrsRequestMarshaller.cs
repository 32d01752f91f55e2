using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace DrsDurable.Aws.Drs.Wire;

/// <summary>Where a request goes: a POST with a JSON body on a path of its own, but for the tag operations and ListStagingAccounts.</summary>
/// <param name="Path">May hold <c>{resourceArn}</c>.</param>
internal sealed record DrsRoute(HttpMethod Method, string Path)
{
    public string? ResourceArn { get; init; }

    /// <summary>Values that are null are left out.</summary>
    public IReadOnlyList<(string Name, string? Value)> Query { get; init; } = [];
}

internal sealed class DrsRequestMarshaller(DrsRoute route) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    private const string ResourceArn = "{resourceArn}";

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "Amazon.Drs")
        {
            HttpMethod = route.Method.Method,
            ResourcePath = route.Path,
            UseQueryString = route.Query.Count > 0,
            Headers = { ["X-Amz-Api-Version"] = AmazonDrsConfig.ApiVersion },
        };
        if (route.Method == HttpMethod.Post)
        {
            request.Content = DrsJson.Write(input);
            request.Headers["Content-Type"] = "application/json";
        }

        if (route.Path.Contains(ResourceArn, StringComparison.Ordinal))
        {
            request.AddPathResource(ResourceArn, route.ResourceArn is { Length: > 0 } arn ? arn : throw Missing());
        }

        foreach (var values in route.Query.Where(parameter => parameter.Value is not null).GroupBy(parameter => parameter.Name, parameter => parameter.Value!, StringComparer.Ordinal))
        {
            request.ParameterCollection.Add(values.Key, [.. values]);
        }

        return request;
    }

    private static AmazonDrsException Missing() => new("Request object does not have required field ResourceArn set");
}
