namespace DrsDurable.Simulator.EventLog;

/// <summary>The event log cannot be used as it is.</summary>
public sealed class EventLogException(string message) : Exception(message);

/// <summary>Another process uses the data directory.</summary>
public sealed class DataDirectoryInUseException(string directory)
    : Exception($"{directory} is in use by another simulator. Stop it, or choose another directory with --Data:Path.")
{
    public string Directory => directory;
}
