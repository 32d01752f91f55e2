using Microsoft.OpenApi;

namespace DrsDurable.Host.Requests;

/// <summary>What the API's description says about requests that endpoints read by themselves.</summary>
internal static class RequestDescription
{
    public static RouteHandlerBuilder WithBody(this RouteHandlerBuilder endpoint, Type body) =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
            operation.RequestBody = new OpenApiRequestBody
            {
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(body, null, cancellationToken) },
                },
            });

    /// <summary>limit and nextToken, and the names of filters.</summary>
    public static RouteHandlerBuilder WithPageQuery(this RouteHandlerBuilder endpoint, params string[] filters) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(Query("limit", JsonSchemaType.Integer, $"1 to {PageQuery.Most}; {PageQuery.Default} by default"));
            operation.Parameters.Add(Query("nextToken", JsonSchemaType.String, "of the page before"));
            foreach (var filter in filters)
            {
                operation.Parameters.Add(Query(filter, JsonSchemaType.String, "only those"));
            }

            return Task.CompletedTask;
        });

    private static OpenApiParameter Query(string name, JsonSchemaType type, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = new OpenApiSchema { Type = type },
    };
}
