namespace DrsDurable.Recovery.Executions;

/// <summary>Instance ids of an execution's orchestrations. They follow from the snapshot alone, so that a view can join them without searching.</summary>
public static class InstanceIds
{
    public static string Wave(string executionId, int wave) => $"{executionId}:w{wave}";

    /// <param name="attempt">From 1; grows when a wave is asked to launch its failed servers again.</param>
    public static string Job(string executionId, int wave, int job, int attempt = 1) => $"{executionId}:w{wave}:j{job}:a{attempt}";

    public static string Cleanup(string executionId) => $"{executionId}:cleanup";
}
