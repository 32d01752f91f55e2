namespace DrsDurable.Host.CommandLine;

/// <summary>What the process tells whoever started it.</summary>
public static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The demo's drill did not complete.</summary>
    public const int DrillDidNotComplete = 1;

    /// <summary>Same number: the host gave up without being asked to.</summary>
    public const int StoppedByItself = 1;

    public const int UsageOrConfiguration = 2;

    /// <summary>A port or the data directory is in use by another process.</summary>
    public const int InUse = 3;
}
