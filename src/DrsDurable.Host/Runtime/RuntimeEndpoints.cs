using System.Text.Json;
using System.Text.Json.Nodes;
using DrsDurable.DurableTask.Client;
using DrsDurable.Host.Executions;
using DrsDurable.Host.Problems;
using DrsDurable.Host.Requests;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Host.Runtime;

/// <summary>An orchestration instance as the management API of Durable Functions shows it.</summary>
/// <param name="RuntimeStatus">Pending, Running, Suspended, Completed, Failed, Terminated.</param>
public sealed record InstanceReply(
    string Name,
    string InstanceId,
    string RuntimeStatus,
    JsonNode? Input,
    JsonNode? CustomStatus,
    JsonNode? Output,
    DateTimeOffset CreatedTime,
    DateTimeOffset LastUpdatedTime);

/// <summary>The management API of Durable Functions, as far as its verbs mean something here.</summary>
public static class RuntimeEndpoints
{
    internal const string Route = "/runtime/webhooks/durabletask/instances";
    private static readonly string[] TerminateFields = ["reason", "cleanup"];

    public static IEndpointRouteBuilder MapRuntime(this IEndpointRouteBuilder routes)
    {
        var instances = routes.MapGroup(Route).WithTags("Durable task runtime").AddEndpointFilter(Preview.RefuseAsync);
        instances.MapGet("{instanceId}", GetAsync)
            .WithName("GetInstance").WithSummary("An orchestration's runtime status: 202 while it runs, 200 when it has ended")
            .Produces<InstanceReply>(StatusCodes.Status200OK).Produces<InstanceReply>(StatusCodes.Status202Accepted).WithProblems(404);
        instances.MapPost("{instanceId}/terminate", TerminateAsync)
            .WithName("TerminateInstance").WithSummary("Cancels the execution of this id; what runs in DRS finishes")
            .Produces<CancelAccepted>(StatusCodes.Status202Accepted).WithProblems(404, 409, 415);
        return routes;
    }

    private static async Task<IResult> GetAsync(
        string instanceId, HttpContext context, DurableTaskClient client, IRecoveryStore store, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken);
        if (instance is null)
        {
            // Accepted, and its orchestration follows in a moment.
            var accepted = await store.GetExecutionAsync(instanceId, cancellationToken) ?? throw NotFound(instanceId);
            return TypedResults.Accepted(
                context.Request.Path,
                new InstanceReply(ExecutionLauncher.Orchestrator, instanceId, "Pending", null, null, null, accepted.AcceptedAt, accepted.AcceptedAt));
        }

        var reply = new InstanceReply(
            instance.Name,
            instance.InstanceId,
            instance.RuntimeStatus.ToString(),
            Parse(instance.SerializedInput),
            Parse(instance.SerializedCustomStatus),
            Parse(instance.SerializedOutput),
            instance.CreatedAt,
            instance.LastUpdatedAt);
        if (instance.IsCompleted)
        {
            return TypedResults.Ok(reply);
        }

        context.Response.Headers.RetryAfter = "5";
        return TypedResults.Accepted(context.Request.Path, reply);
    }

    private static async Task<IResult> TerminateAsync(
        string instanceId,
        HttpContext context,
        DurableTaskClient client,
        IRecoveryStore store,
        ExecutionCancellation cancellation,
        CancellationToken cancellationToken)
    {
        var fields = await JsonBody.ReadOptionalAsync(context.Request, TerminateFields, [], cancellationToken);
        if (await store.GetExecutionAsync(instanceId, cancellationToken) is null)
        {
            throw await client.GetInstanceAsync(instanceId, cancellationToken) is null
                ? NotFound(instanceId)
                : new RecoveryException(
                    RecoveryErrorCode.ExecutionNotFound,
                    $"'{TextRules.Shown(instanceId)}' is a part of an execution or a schedule, not an execution: cancel the execution, or delete the schedule.",
                    "instanceId");
        }

        var reason = fields?.Text("reason") ?? (context.Request.Query["reason"].ToString() is { Length: > 0 } text ? text : null);
        var row = await cancellation.CancelAsync(instanceId, reason, fields?.Text("cleanup"), fields?.Errors ?? [], cancellationToken);
        context.Response.Headers.RetryAfter = "5";
        return TypedResults.Accepted(
            ExecutionEndpoints.PathOf(instanceId), new CancelAccepted(instanceId, row.Status, "CANCEL", ExecutionEndpoints.PathOf(instanceId)));
    }

    private static RecoveryException NotFound(string instanceId) => new(
        RecoveryErrorCode.InstanceNotFound, $"There is no orchestration instance '{TextRules.Shown(instanceId)}'.", "instanceId");

    /// <summary>A payload that is not JSON is shown as text.</summary>
    private static JsonNode? Parse(string? payload)
    {
        if (payload is null)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(payload);
        }
        catch (JsonException)
        {
            return JsonValue.Create(payload);
        }
    }
}
