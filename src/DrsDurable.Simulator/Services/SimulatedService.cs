using System.Text.Json;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Services;

/// <summary>A request as its service's protocol reads it.</summary>
/// <param name="Operation">Null when it names no operation of the service.</param>
/// <param name="Name">What the transcript calls it.</param>
/// <param name="Json">Members of a JSON protocol; null when the body is no JSON object.</param>
/// <param name="Query">Parameters of a query protocol.</param>
internal sealed record ServiceCall(string? Operation, string Name, JsonElement? Json, QueryFields? Query);

/// <param name="Code">For the header x-amzn-ErrorType; null when nothing failed or the service sends no such header.</param>
internal sealed record ServiceAnswer(int Status, string ContentType, byte[] Body, string? Code = null, int? RetryAfterSeconds = null);

/// <summary>An AWS service: how its requests are read, what they do, how its answers are written.</summary>
internal abstract class SimulatedService
{
    /// <summary>In the credential scope of signatures.</summary>
    public abstract string SigningName { get; }

    /// <summary>Before the colon of its IAM actions.</summary>
    public abstract string ActionPrefix { get; }

    public abstract IReadOnlyList<string> Served { get; }

    /// <summary>Operations that answer in pages.</summary>
    public abstract IReadOnlyList<string> Paged { get; }

    /// <summary>True: the operation asks for permission itself, with its resources.</summary>
    public virtual bool AuthorizesItself(string operation) => false;

    /// <summary>True: the operation is refused in a Region where DRS has not been initialised.</summary>
    public virtual bool NeedsInitialization(string operation) => false;

    public abstract ServiceCall Read(string method, string path, string query, Func<string, string?> header, ReadOnlyMemory<byte> body);

    public abstract OperationResult Execute(OperationContext context);

    public abstract ServiceError UnknownOperation(string method, string path, ServiceCall call);

    /// <summary>A member or parameter that is not as it must be: the whole request cannot be read.</summary>
    public abstract ServiceError Unreadable(string problem);

    /// <summary>An error that every service knows, by the code and status this service gives it.</summary>
    public abstract ServiceError Localize(ServiceError error);

    public abstract ServiceAnswer Write(string operation, OperationResult result, string requestId);
}
