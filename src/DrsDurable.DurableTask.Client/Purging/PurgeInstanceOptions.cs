namespace DrsDurable.DurableTask.Client;

/// <param name="Recursive">Purges its sub-orchestrations as well.</param>
public record PurgeInstanceOptions(bool Recursive = false);
