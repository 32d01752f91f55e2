using System.Globalization;
using System.Text.Json;
using DrsDurable.Simulator.Transcripts;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Administration;

/// <summary><c>{items:[…],nextSeq}</c>: give nextSeq as the next call's <c>after</c>.</summary>
internal static class TranscriptAdministration
{
    public static byte[] Write(DrsSimulator simulator, IQueryCollection query)
    {
        var after = Number(query, "after", 0);
        var limit = (int)Math.Min(Number(query, "limit", int.MaxValue), int.MaxValue);
        var entries = simulator.ReadTranscript(after, limit);
        using var wire = new WireJson(null, null);
        wire.Json.WriteStartObject();
        wire.Json.WriteStartArray("items");
        foreach (var entry in entries)
        {
            Write(wire.Json, entry);
        }

        wire.Json.WriteEndArray();
        wire.Json.WriteNumber("nextSeq", entries.Count > 0 ? entries[^1].Seq : after);
        wire.Json.WriteEndObject();
        return wire.ToBody();
    }

    private static void Write(Utf8JsonWriter json, TranscriptEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("seq", entry.Seq);
        json.WriteString("at", WireTime.Iso(entry.At));
        json.WriteString("kind", entry.Kind);
        json.WriteString("account", entry.Account);
        json.WriteString("region", entry.Region);
        json.WriteString("jobID", entry.JobID);
        if (entry.IsDrill is { } isDrill)
        {
            json.WriteBoolean("isDrill", isDrill);
        }
        else
        {
            json.WriteNull("isDrill");
        }

        if (entry.Kind == "request")
        {
            WriteRequest(json, entry);
        }
        else
        {
            json.WriteString("event", entry.Event);
            json.WriteString("sourceServerID", entry.SourceServerID);
            json.WriteString("rawError", entry.RawError);
        }

        json.WriteEndObject();
    }

    private static void WriteRequest(Utf8JsonWriter json, TranscriptEntry entry)
    {
        json.WriteString("operation", entry.Operation);
        if (entry.Status is { } status)
        {
            json.WriteNumber("status", status);
        }
        else
        {
            json.WriteNull("status");
        }

        json.WriteString("error", entry.Error);
        json.WriteStartArray("sourceServerIDs");
        foreach (var server in entry.SourceServerIDs ?? [])
        {
            json.WriteStringValue(server);
        }

        json.WriteEndArray();
        json.WritePropertyName("request");
        try
        {
            using var body = JsonDocument.Parse(string.IsNullOrWhiteSpace(entry.Request) ? "{}" : entry.Request);
            body.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(entry.Request);
        }
    }

    private static long Number(IQueryCollection query, string name, long absent)
    {
        var text = query[name].ToString();
        return text.Length == 0 ? absent
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw ProblemException.Invalid(name, "a whole number from 0 is expected");
    }
}
