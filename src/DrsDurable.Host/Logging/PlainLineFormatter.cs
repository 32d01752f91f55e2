using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace DrsDurable.Host.Logging;

/// <summary>For eyes: time, level when it matters, message.</summary>
public sealed class PlainLineFormatter([FromKeyedServices(Clocks.HostClocks.MachineKey)] TimeProvider machineClock)
    : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain-line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        ArgumentNullException.ThrowIfNull(textWriter);
        textWriter.Write(machineClock.GetLocalNow().ToString("HH:mm:ss ", CultureInfo.InvariantCulture));
        if (logEntry.LogLevel >= LogLevel.Warning)
        {
            textWriter.Write(logEntry.LogLevel.ToString().ToUpperInvariant());
            textWriter.Write(' ');
        }

        textWriter.WriteLine(logEntry.Formatter(logEntry.State, null));
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(exception);
        }
    }
}
