namespace DrsDurable.Host.Logging;

public static class HostLogging
{
    /// <summary>
    /// Log lines go to standard error: standard output carries only what scripts wait for. JSON, or plain text on a terminal.
    /// </summary>
    /// <param name="levels">The section <c>Logging</c> of the configuration, in the form every .NET host knows.</param>
    public static ILoggingBuilder AddHostLogging(this ILoggingBuilder logging, IConfiguration levels, LogLevel minimum, bool onTerminal)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(minimum);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.AddConfiguration(levels);
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.None);
        logging.AddConsoleFormatter<JsonLineFormatter, Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions>();
        logging.AddConsoleFormatter<PlainLineFormatter, Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions>();
        logging.AddConsole(console =>
        {
            console.FormatterName = onTerminal ? PlainLineFormatter.FormatterName : JsonLineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        return logging;
    }
}
