using System.Globalization;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Messages;

/// <summary>
/// A message's id names its cause, so that every attempt to send it carries the same one: kind, source instance, life,
/// generation, event id; or the client's request id.
/// </summary>
internal static class MessageIds
{
    public static string Event(BatchKey source, int eventId) => Of('e', source.InstanceId, source.Life, source.Generation, eventId);

    public static string Terminate(BatchKey source, int taskId) => Of('t', source.InstanceId, source.Life, source.Generation, taskId);

    /// <summary>The rewind of a child, which a later rewind of its parent does not repeat.</summary>
    public static string Rewind(BatchKey source, int taskId) => Of('w', source.InstanceId, source.Life, source.Generation, taskId);

    public static bool IsRewind(string messageId) => messageId.StartsWith("w/", StringComparison.Ordinal);

    /// <summary>A child's answer; a child has one per life, and another for each rewind.</summary>
    public static string Completion(string childId, string childLife) => $"c/{childId}/{childLife}";

    /// <summary>The refusal of a child's start.</summary>
    public static string StartRefused(string parentId, string life, int generation, int taskId) => Of('x', parentId, life, generation, taskId);

    public static string ActivityResult(string instanceId, string life, int generation, int taskId) => Of('a', instanceId, life, generation, taskId);

    public static string Request(string requestId) => $"r/{requestId}";

    private static string Of(char kind, string instanceId, string life, int generation, int id) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}/{instanceId}/{life}/{generation}/{id}");
}
