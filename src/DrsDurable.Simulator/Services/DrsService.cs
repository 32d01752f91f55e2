using System.Text.Json;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Services;

/// <summary>DRS itself: restJson1, a path for each operation.</summary>
internal sealed class DrsService : SimulatedService
{
    public override string SigningName => "drs";

    public override string ActionPrefix => "drs";

    public override IReadOnlyList<string> Served => DrsOperations.Served;

    public override IReadOnlyList<string> Paged => DrsOperations.Paged;

    public override bool AuthorizesItself(string operation) => DrsOperations.AuthorizesItself(operation);

    public override bool NeedsInitialization(string operation) => !DrsOperations.WorksUninitialized(operation);

    public override ServiceCall Read(string method, string path, string query, Func<string, string?> header, ReadOnlyMemory<byte> body)
    {
        var operation = DrsOperations.FromRequest(method, path);
        var json = JsonBody.ParseObject(body);
        return new ServiceCall(operation, operation ?? path.Trim('/'), operation is null ? json : RestMembers.Merge(operation, path, query, json), null);
    }

    public override OperationResult Execute(OperationContext context) => DrsOperations.Execute(context);

    public override ServiceError UnknownOperation(string method, string path, ServiceCall call) => ServiceError.UnknownOperation(method, path);

    public override ServiceError Unreadable(string problem) => ServiceError.CannotParse(problem);

    public override ServiceError Localize(ServiceError error) => error;

    public override ServiceAnswer Write(string operation, OperationResult result, string requestId) => new(
        result.Status, "application/json", result.Error is { } error ? ServiceErrorWriter.Body(error) : result.Body, result.Error?.Code, result.Error?.RetryAfterSeconds);
}

/// <summary>Request bodies of JSON protocols.</summary>
internal static class JsonBody
{
    /// <summary>Null when the body is no JSON object. No body is an empty structure: an SDK leaves it out when no member is set.</summary>
    public static JsonElement? ParseObject(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
