using System.Text.Json.Nodes;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.Host.Executions;
using DrsDurable.Host.Problems;
using DrsDurable.Host.Requests;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Validation;
using Microsoft.AspNetCore.Mvc;

namespace DrsDurable.Host.Runtime;

/// <summary>An orchestration instance as the management API of Durable Functions shows it.</summary>
/// <param name="RuntimeStatus">Pending, Running, Suspended, Completed, Failed, Terminated.</param>
/// <param name="HistoryEvents">With showHistory: one entry per task, as Durable Functions condenses them.</param>
public sealed record InstanceReply(
    string Name,
    string InstanceId,
    string RuntimeStatus,
    JsonNode? Input,
    JsonNode? CustomStatus,
    JsonNode? Output,
    DateTimeOffset CreatedTime,
    DateTimeOffset LastUpdatedTime,
    JsonArray? HistoryEvents = null);

/// <summary>The management API of Durable Functions, as far as its verbs mean something here.</summary>
public static class RuntimeEndpoints
{
    internal const string Route = "/runtime/webhooks/durabletask/instances";
    private static readonly string[] TerminateFields = ["reason", "cleanup"];

    public static IEndpointRouteBuilder MapRuntime(this IEndpointRouteBuilder routes)
    {
        var instances = routes.MapGroup(Route).WithTags("Durable task runtime").AddEndpointFilter(Preview.RefuseAsync);
        instances.MapGet("", ListAsync)
            .WithName("ListInstances").WithSummary("Orchestrations by creation time; the continuation is a header both ways")
            .Produces<IReadOnlyList<InstanceReply>>().WithProblems(400);
        instances.MapGet("{instanceId}/history", HistoryAsync)
            .WithName("GetInstanceHistory").WithSummary("Every event of the current generation; showHistoryOutput=true adds inputs and results")
            .Produces<JsonArray>().WithProblems(400, 404);
        instances.MapGet("{instanceId}", GetAsync)
            .WithName("GetInstance").WithSummary("An orchestration's runtime status: 202 while it runs, 200 when it has ended")
            .Produces<InstanceReply>(StatusCodes.Status200OK).Produces<InstanceReply>(StatusCodes.Status202Accepted).WithProblems(400, 404);
        instances.MapPost("{instanceId}/terminate", TerminateAsync)
            .WithName("TerminateInstance").WithSummary("Cancels the execution of this id; what runs in DRS finishes")
            .Produces<CancelAccepted>(StatusCodes.Status202Accepted).WithProblems(404, 409, 415);
        return routes;
    }

    private static async Task<IResult> GetAsync(
        string instanceId,
        HttpContext context,
        DurableTaskClient client,
        [FromServices] ITaskHubClient hub,
        IRecoveryStore store,
        CancellationToken cancellationToken)
    {
        instanceId = InstanceIdInPath.Read(instanceId);
        var showInput = InstanceFilter.Flag(context.Request, "showInput", byDefault: true);
        var showHistory = InstanceFilter.Flag(context.Request, "showHistory");
        var showHistoryOutput = InstanceFilter.Flag(context.Request, "showHistoryOutput");
        var failOnFailure = InstanceFilter.Flag(context.Request, "returnInternalServerErrorOnFailure");
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
            showInput ? RuntimePayload.Parse(instance.SerializedInput) : null,
            RuntimePayload.Parse(instance.SerializedCustomStatus),
            Output(instance.SerializedOutput, instance.FailureDetails?.ErrorMessage),
            instance.CreatedAt,
            instance.LastUpdatedAt,
            showHistory ? HistoryJson.Condensed(await hub.GetHistoryAsync(instanceId, cancellationToken), showHistoryOutput) : null);
        if (instance.IsCompleted)
        {
            return failOnFailure && instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed
                ? TypedResults.Json(reply, statusCode: StatusCodes.Status500InternalServerError)
                : TypedResults.Ok(reply);
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

    private static async Task<IResult> ListAsync(HttpContext context, [FromServices] ITaskHubClient hub, CancellationToken cancellationToken)
    {
        var query = InstanceFilter.Of(context.Request);
        InstancePage page;
        try
        {
            page = await hub.QueryAsync(query, cancellationToken);
        }
        catch (ArgumentException) when (query.ContinuationToken is not null)
        {
            throw InstanceFilter.UnknownContinuation();
        }

        if (page.ContinuationToken is { } next)
        {
            context.Response.Headers[InstanceFilter.ContinuationHeader] = InstanceFilter.Encode(next);
        }

        return TypedResults.Ok(page.Instances.Select(instance => new InstanceReply(
            instance.Name,
            instance.InstanceId,
            instance.Status.ToString(),
            RuntimePayload.Parse(instance.Input),
            RuntimePayload.Parse(instance.CustomStatus),
            Output(instance.Output, instance.Failure?.ErrorMessage),
            instance.CreatedAt,
            instance.LastUpdatedAt)));
    }

    private static async Task<IResult> HistoryAsync(string instanceId, HttpContext context, [FromServices] ITaskHubClient hub, CancellationToken cancellationToken)
    {
        instanceId = InstanceIdInPath.Read(instanceId);
        var withPayloads = InstanceFilter.Flag(context.Request, "showHistoryOutput");
        var history = await hub.GetHistoryAsync(instanceId, cancellationToken);
        return history.Count == 0 && await hub.GetInstanceAsync(instanceId, includePayloads: false, cancellationToken) is null
            ? throw NotFound(instanceId)
            : TypedResults.Ok(HistoryJson.Full(history, withPayloads));
    }

    /// <summary>What it returned, or why it failed.</summary>
    private static JsonNode? Output(string? output, string? failure) => RuntimePayload.Parse(output) ?? (failure is null ? null : JsonValue.Create(failure));

    internal static RecoveryException NotFound(string instanceId) => new(
        RecoveryErrorCode.InstanceNotFound, $"There is no orchestration instance '{TextRules.Shown(instanceId)}'.", "instanceId");
}
