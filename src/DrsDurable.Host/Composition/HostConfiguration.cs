namespace DrsDurable.Host.Composition;

public static class HostConfiguration
{
    /// <summary>Environment variables (<c>Section__Key</c>) below the command line's keys; nothing else is read.</summary>
    public static IConfigurationRoot Load(IEnumerable<KeyValuePair<string, string?>> commandLine) => new ConfigurationBuilder()
        .AddEnvironmentVariables()
        .AddInMemoryCollection(LastOfEach(commandLine))
        .Build();

    private static Dictionary<string, string?> LastOfEach(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var last = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in settings)
        {
            last[key] = value;
        }

        return last;
    }
}
