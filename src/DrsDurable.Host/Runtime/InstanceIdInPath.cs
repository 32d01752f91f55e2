namespace DrsDurable.Host.Runtime;

/// <summary>An instance id from a path, where <c>/</c> stands as <c>%2F</c>: the one character the server leaves encoded.</summary>
internal static class InstanceIdInPath
{
    public static string Read(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
