namespace DrsDurable.Host.Logging;

/// <summary>The named values of a log entry, in the spelling of the API and of DRS.</summary>
internal static class LogFacts
{
    private const string OriginalFormat = "{OriginalFormat}";

    public static IEnumerable<KeyValuePair<string, object?>> Of<TState>(TState state) =>
        state is IEnumerable<KeyValuePair<string, object?>> pairs
            ? pairs.Where(pair => pair.Key != OriginalFormat).Select(pair => new KeyValuePair<string, object?>(Name(pair.Key), pair.Value))
            : [];

    /// <summary>Log methods are named LogX for the event X.</summary>
    public static string Event(string name) =>
        name.StartsWith("Log", StringComparison.Ordinal) && name.Length > 3 && char.IsUpper(name[3]) ? name[3..] : name;

    /// <summary>camelCase; DRS writes jobID, sourceServerID and recoveryInstanceID with a capital ID.</summary>
    public static string Name(string placeholder) => placeholder.ToUpperInvariant() switch
    {
        "JOBID" => "jobID",
        "SOURCESERVERID" => "sourceServerID",
        "SOURCESERVERIDS" => "sourceServerIDs",
        "RECOVERYINSTANCEID" => "recoveryInstanceID",
        _ => char.ToLowerInvariant(placeholder[0]) + placeholder[1..],
    };
}
