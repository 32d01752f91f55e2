using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace DrsDurable.Host.Logging;

/// <summary>One JSON object a line: time, level, event, message, then the entry's own named values.</summary>
public sealed class JsonLineFormatter([FromKeyedServices(Clocks.HostClocks.MachineKey)] TimeProvider machineClock)
    : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "json-line";

    private static readonly string[] Reserved = ["time", "level", "category", "event", "message", "exception"];
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        ArgumentNullException.ThrowIfNull(textWriter);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("time", machineClock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level", logEntry.LogLevel.ToString().ToUpperInvariant());
            json.WriteString("category", logEntry.Category);
            if (logEntry.EventId.Name is { } name)
            {
                json.WriteString("event", LogFacts.Event(name));
            }

            json.WriteString("message", logEntry.Formatter(logEntry.State, null));
            WriteFacts(json, logEntry.State, scopeProvider);
            if (logEntry.Exception is { } exception)
            {
                json.WriteString("exception", exception.ToString());
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void WriteFacts<TState>(Utf8JsonWriter json, TState state, IExternalScopeProvider? scopes)
    {
        var facts = new Dictionary<string, object?>(StringComparer.Ordinal);
        scopes?.ForEachScope(
            static (scope, into) =>
            {
                foreach (var (name, value) in LogFacts.Of(scope))
                {
                    into[name] = value;
                }
            },
            facts);
        foreach (var (name, value) in LogFacts.Of(state))
        {
            facts[name] = value;
        }

        foreach (var (name, value) in facts)
        {
            json.WritePropertyName(Reserved.Contains(name, StringComparer.Ordinal) ? name + "Value" : name);
            WriteValue(json, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int or long or short or byte:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case DateTime or DateTimeOffset:
                json.WriteStringValue(((IFormattable)value).ToString("O", CultureInfo.InvariantCulture));
                break;
            case Enum word:
                // The words of the API, so that a status is found in logs as it is read there.
                json.WriteStringValue(JsonNamingPolicy.SnakeCaseUpper.ConvertName(word.ToString()));
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    WriteValue(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
