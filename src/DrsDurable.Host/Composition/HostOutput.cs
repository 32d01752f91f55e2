namespace DrsDurable.Host.Composition;

/// <summary>How the host speaks to whoever started it.</summary>
/// <param name="LogsToTerminal">Plain text instead of JSON.</param>
/// <param name="LogLevels">The section <c>Logging</c> of the configuration.</param>
public sealed record HostOutput(bool LogsToTerminal, LogLevel MinimumLogLevel, IConfiguration LogLevels);
