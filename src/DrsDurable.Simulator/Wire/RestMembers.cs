using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DrsDurable.Simulator.Wire;

/// <summary>Members of a request that travel in its path and query string (restJson1): the tag operations and ListStagingAccounts.</summary>
internal static class RestMembers
{
    private const string TagsPrefix = "/tags/";

    /// <summary>The request's members, those of path and query included.</summary>
    public static JsonElement? Merge(string operation, string path, string query, JsonElement? body)
    {
        if (body is not { } json || !(path.StartsWith(TagsPrefix, StringComparison.Ordinal) || operation == DrsOperations.ListStagingAccounts))
        {
            return body;
        }

        var members = JsonObject.Create(json)!;
        if (operation == DrsOperations.ListStagingAccounts)
        {
            var parameters = Parameters(query).ToLookup(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal);
            if (parameters["maxResults"].FirstOrDefault() is { } size)
            {
                members["maxResults"] = int.TryParse(size, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : -1;
            }

            if (parameters["nextToken"].FirstOrDefault() is { } token)
            {
                members["nextToken"] = token;
            }
        }
        else
        {
            members["resourceArn"] = Uri.UnescapeDataString(path[TagsPrefix.Length..]);
            var keys = Parameters(query).Where(parameter => parameter.Name == "tagKeys").Select(parameter => (JsonNode)parameter.Value).ToArray();
            if (keys.Length > 0)
            {
                members["tagKeys"] = new JsonArray(keys);
            }
        }

        return JsonSerializer.SerializeToElement(members);
    }

    /// <summary>Name and value of each parameter of a query string or form, in order.</summary>
    public static IEnumerable<(string Name, string Value)> Parameters(string query) => query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(parameter =>
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (Decode(parameter), "") : (Decode(parameter[..equals]), Decode(parameter[(equals + 1)..]));
    });

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
