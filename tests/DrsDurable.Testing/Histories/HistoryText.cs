using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.Testing.Histories;

/// <summary>
/// Histories as text, one event a line: <c>{"event":"TaskScheduled","eventId":3,…}</c>, each history after a line
/// <c>{"instanceId":…,"orchestrator":…,"generation":…}</c>. Inputs and results, which are JSON, stand as they are; what
/// is nothing (no id, no tags) is left out.
/// </summary>
public static class HistoryText
{
    private const string EventSuffix = "Event";

    private const string Tags = "tags";

    private static readonly string[] Payloads = ["input", "result"];

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly Dictionary<string, Type> Kinds = typeof(HistoryEvent).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(HistoryEvent)) && !type.IsAbstract)
        .ToDictionary(type => type.Name[..^EventSuffix.Length], StringComparer.Ordinal);

    public static IEnumerable<string> Write(RecordedHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        yield return new JsonObject
        {
            ["instanceId"] = history.InstanceId,
            ["orchestrator"] = history.Orchestrator,
            ["generation"] = history.Generation,
        }.ToJsonString(Options);
        foreach (var happened in history.Events)
        {
            yield return Write(happened);
        }
    }

    public static IReadOnlyList<RecordedHistory> Read(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var histories = new List<(JsonObject Header, List<HistoryEvent> Events)>();
        foreach (var line in lines)
        {
            var content = JsonNode.Parse(line)!.AsObject();
            if (content.ContainsKey("event"))
            {
                histories[^1].Events.Add(ReadEvent(content));
            }
            else
            {
                histories.Add((content, []));
            }
        }

        return
        [
            .. histories.Select(history => new RecordedHistory(
                (string)history.Header["instanceId"]!, (string)history.Header["orchestrator"]!, (int)history.Header["generation"]!, history.Events)),
        ];
    }

    private static string Write(HistoryEvent happened)
    {
        var type = happened.GetType();
        var content = JsonSerializer.SerializeToNode(happened, type, Options)!.AsObject();
        var line = new JsonObject { ["event"] = type.Name[..^EventSuffix.Length], ["timestamp"] = content["timestamp"]!.DeepClone() };
        foreach (var (name, value) in content)
        {
            var says = name switch
            {
                "eventId" => RecordedHistory.IsDecision(happened),
                Tags => value is JsonObject { Count: > 0 },
                _ => !line.ContainsKey(name),
            };
            if (says)
            {
                line[name] = Payloads.Contains(name) ? JsonNode.Parse((string)value!) : value?.DeepClone();
            }
        }

        return line.ToJsonString(Options);
    }

    private static HistoryEvent ReadEvent(JsonObject line)
    {
        var kind = (string)line["event"]!;
        foreach (var payload in Payloads.Where(line.ContainsKey))
        {
            line[payload] = line[payload]?.ToJsonString(Options) ?? "null";
        }

        line.TryAdd(Tags, new JsonObject());
        return (HistoryEvent)line.Deserialize(Kinds[kind], Options)!;
    }
}
