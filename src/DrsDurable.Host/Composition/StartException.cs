namespace DrsDurable.Host.Composition;

/// <summary>The host cannot start, for a reason that the operator can remove.</summary>
/// <param name="message">What is wrong and the way out.</param>
public sealed class StartException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="CommandLine.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    public static StartException PortInUse(Uri url, string key, Exception? inner = null) => new(
        CommandLine.ExitCode.InUse,
        $"Port {url.Port} of {url.Host} is in use by another process: stop that one, or choose another port with --{key} http://{url.Host}:PORT.",
        inner);

    public static StartException DataDirectoryInUse(string directory, Exception? inner = null) => new(
        CommandLine.ExitCode.InUse,
        $"The data directory {directory} is in use by another process: stop that one, or give this one its own with --Data:Path DIR.",
        inner);

    public static StartException DataDirectoryUnusable(string directory, Exception inner) => new(
        CommandLine.ExitCode.UsageOrConfiguration,
        $"The data directory {directory} cannot be used ({inner.Message.TrimEnd('.')}): give a writable one with --Data:Path DIR.",
        inner);

    public static StartException StoreUnreadable(string path, Exception inner) => new(
        CommandLine.ExitCode.UsageOrConfiguration,
        $"{path} cannot be opened ({inner.Message.TrimEnd('.')}): bring it back from a copy of the data directory, or begin anew in another one with --Data:Path DIR.",
        inner);
}
