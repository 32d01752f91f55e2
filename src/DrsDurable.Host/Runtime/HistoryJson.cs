using System.Text.Json;
using System.Text.Json.Nodes;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.Host.Replies;

namespace DrsDurable.Host.Runtime;

/// <summary>Histories as JSON: in the words of the wire protocol, and condensed as Durable Functions shows them.</summary>
internal static class HistoryJson
{
    private static readonly string[] Payloads = ["input", "result", "output", "reason"];

    /// <summary>Every event with all its fields.</summary>
    /// <param name="withPayloads">Otherwise inputs, results and stack traces are left out.</param>
    public static JsonArray Full(IReadOnlyList<HistoryEvent> history, bool withPayloads) => [.. history.Select(happened => Full(happened, withPayloads))];

    /// <summary>One entry per task, at its end; what opens and closes turns is left out.</summary>
    public static JsonArray Condensed(IReadOnlyList<HistoryEvent> history, bool withPayloads)
    {
        var begun = new Dictionary<int, HistoryEvent>();
        var entries = new JsonArray();
        foreach (var happened in history)
        {
            if (happened is TaskScheduledEvent or SubOrchestrationInstanceCreatedEvent or TimerCreatedEvent)
            {
                begun[happened.EventId] = happened;
            }
            else if (Entry(happened, begun, withPayloads) is { } entry)
            {
                entries.Add((JsonNode)entry);
            }
        }

        foreach (var waiting in begun.Values)
        {
            entries.Add((JsonNode)Named(waiting, NameOf(waiting)));
        }

        return entries;
    }

    private static JsonObject Full(HistoryEvent happened, bool withPayloads)
    {
        var fields = JsonSerializer.SerializeToNode(happened, happened.GetType(), HostJson.Options)!.AsObject();
        var entry = new JsonObject { ["eventType"] = EventType(happened.GetType().Name) };
        foreach (var (name, value) in fields.ToArray())
        {
            if (!withPayloads && Payloads.Contains(name, StringComparer.Ordinal))
            {
                continue;
            }

            fields.Remove(name);
            entry[name] = withPayloads && Payloads.Contains(name, StringComparer.Ordinal) ? RuntimePayload.Parse((string?)value) : value;
        }

        if (entry["failure"] is JsonObject failure && !withPayloads)
        {
            entry["failure"] = new JsonObject { ["errorType"] = (string?)failure["errorType"] };
        }

        return entry;
    }

    private static JsonObject? Entry(HistoryEvent happened, Dictionary<int, HistoryEvent> begun, bool withPayloads) => happened switch
    {
        ExecutionStartedEvent e => With(Named(e, e.Name), "Input", e.Input, withPayloads),
        TaskCompletedEvent e => With(Answered(e, e.TaskScheduledId, begun), "Result", e.Result, withPayloads),
        TaskFailedEvent e => Failed(Answered(e, e.TaskScheduledId, begun), e.Failure, withPayloads),
        SubOrchestrationInstanceCompletedEvent e => With(Answered(e, e.TaskScheduledId, begun), "Result", e.Result, withPayloads),
        SubOrchestrationInstanceFailedEvent e => Failed(Answered(e, e.TaskScheduledId, begun), e.Failure, withPayloads),
        TimerFiredEvent e => Set(Answered(e, e.TimerId, begun), "FireAt", Text(e.FireAt)),
        EventRaisedEvent e => With(Set(Named(e, null), "Name", e.Name), "Input", e.Input, withPayloads),
        EventSentEvent e => With(Set(Set(Named(e, null), "Name", e.Name), "InstanceId", e.TargetInstanceId), "Input", e.Input, withPayloads),
        ExecutionCompletedEvent e => Failed(
            With(Set(Named(e, null), "OrchestrationStatus", e.Status.ToString()), "Result", e.Result, withPayloads), e.Failure, withPayloads),
        ExecutionTerminatedEvent or ExecutionSuspendedEvent or ExecutionResumedEvent => Named(happened, null),
        _ => null,
    };

    private static JsonObject Answered(HistoryEvent answer, int taskId, Dictionary<int, HistoryEvent> begun)
    {
        begun.Remove(taskId, out var task);
        return Named(answer.GetType().Name, answer.Timestamp, task is null ? null : NameOf(task), task?.Timestamp);
    }

    private static JsonObject Named(HistoryEvent happened, string? name) => Named(happened.GetType().Name, happened.Timestamp, name, null);

    private static JsonObject Named(string type, DateTime at, string? name, DateTime? scheduled)
    {
        var entry = new JsonObject { ["EventType"] = EventType(type) };
        if (name is not null)
        {
            entry["FunctionName"] = name;
        }

        if (scheduled is { } time)
        {
            entry["ScheduledTime"] = Text(time);
        }

        entry["Timestamp"] = Text(at);
        return entry;
    }

    private static JsonObject With(JsonObject entry, string field, string? payload, bool withPayloads)
    {
        if (withPayloads)
        {
            entry[field] = RuntimePayload.Parse(payload);
        }

        return entry;
    }

    private static JsonObject Failed(JsonObject entry, FailureDetails? failure, bool withPayloads)
    {
        if (failure is not null)
        {
            entry["Reason"] = withPayloads ? failure.ErrorMessage : failure.ErrorType;
        }

        return entry;
    }

    private static string? NameOf(HistoryEvent begun) => begun switch
    {
        TaskScheduledEvent e => e.Name,
        SubOrchestrationInstanceCreatedEvent e => e.Name,
        _ => null,
    };

    private static JsonObject Set(JsonObject entry, string field, string value)
    {
        entry[field] = value;
        return entry;
    }

    private static string EventType(string typeName) => typeName.EndsWith("Event", StringComparison.Ordinal) ? typeName[..^"Event".Length] : typeName;

    private static string Text(DateTime time) => time.ToString("o", System.Globalization.CultureInfo.InvariantCulture);
}
