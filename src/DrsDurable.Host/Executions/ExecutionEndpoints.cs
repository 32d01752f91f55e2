using DrsDurable.Host.Problems;
using DrsDurable.Host.Replies;
using DrsDurable.Host.Requests;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Host.Executions;

/// <summary>One line of the list of executions.</summary>
/// <param name="ServersTotal">Counts of servers, not of waves.</param>
public sealed record ExecutionListItem(
    string ExecutionId,
    string PlanId,
    string PlanName,
    int PlanVersion,
    ExecutionType ExecutionType,
    ExecutionStatus Status,
    string? InitiatedBy,
    string? ScheduleId,
    DateTimeOffset AcceptedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    int ServersTotal,
    int ServersLaunched,
    int ServersFailed)
{
    public static ExecutionListItem Of(ExecutionRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new ExecutionListItem(
            row.ExecutionId,
            row.PlanId,
            row.PlanName,
            row.PlanVersion,
            row.ExecutionType,
            row.Status,
            row.InitiatedBy,
            row.ScheduleId,
            row.AcceptedAt,
            row.StartedAt,
            row.EndedAt,
            row.ServersTotal,
            row.ServersLaunched,
            row.ServersFailed);
    }
}

public static class ExecutionEndpoints
{
    private const string Route = "/executions";
    private static readonly string[] CancelFields = ["reason", "cleanup"];

    public static string PathOf(string executionId) => $"{Route}/{executionId}";

    public static IEndpointRouteBuilder MapExecutions(this IEndpointRouteBuilder routes)
    {
        var executions = routes.MapGroup(Route).WithTags("Executions").AddEndpointFilter(Preview.RefuseAsync);
        executions.MapGet("", async (HttpRequest request, ExecutionCatalogue catalogue, CancellationToken cancellationToken) =>
            {
                var page = PageQuery.Of(request);
                return TypedResults.Ok(ListReply<ExecutionListItem>.Of(
                    await catalogue.ListAsync(FilterOf(request), page.Limit, page.NextToken, cancellationToken), ExecutionListItem.Of));
            })
            .WithName("ListExecutions").WithSummary("The executions, newest first; planId and status narrow them down").WithPageQuery("planId", "status").WithProblems(400);
        executions.MapGet("{executionId}", async (string executionId, ExecutionReader reader, CancellationToken cancellationToken) =>
                TypedResults.Ok(await reader.ReadAsync(executionId, cancellationToken) ?? throw ExecutionCatalogue.NotFound(executionId)))
            .WithName("GetExecution").WithSummary("The whole tree of an execution: waves, jobs, servers, clean-up, allowed actions").WithProblems(404);
        executions.MapPost("{executionId}/cancel", CancelAsync)
            .WithName("CancelExecution").WithSummary("Starts nothing new; what runs in DRS finishes. cleanup AT_END terminates the drill's instances then")
            .WithBody(ApiBodies.Cancellation).Produces<CancelAccepted>(StatusCodes.Status202Accepted).WithProblems(400, 404, 409, 413, 415);

        // Outside the group: this command has a preview.
        routes.MapPost(Route, ExecutionStart.AnyAsync)
            .WithTags("Executions").WithName("StartExecution").WithSummary("Starts an execution of a plan; a drill unless it says otherwise")
            .WithBody(ApiBodies.Execution).WithExecutionStart();
        return routes;
    }

    private static async Task<IResult> CancelAsync(
        string executionId, HttpContext context, ExecutionCancellation cancellation, CancellationToken cancellationToken)
    {
        var fields = await JsonBody.ReadOptionalAsync(context.Request, CancelFields, [], cancellationToken);
        var row = await cancellation.CancelAsync(
            executionId, fields?.Text("reason"), fields?.Text("cleanup"), fields?.Errors ?? [], cancellationToken);
        context.Response.Headers.RetryAfter = "5";
        return TypedResults.Accepted(PathOf(executionId), new CancelAccepted(executionId, row.Status, "CANCEL", PathOf(executionId)));
    }

    private static ExecutionFilter FilterOf(HttpRequest request)
    {
        var errors = new FieldErrors();
        var status = request.Query["status"].ToString() is { Length: > 0 } text
            ? TextRules.Choice<ExecutionStatus>(errors, "status", text)
            : null;
        errors.ThrowIfAny();
        return new ExecutionFilter(request.Query["planId"].ToString() is { Length: > 0 } planId ? planId : null, status);
    }
}

/// <param name="Status">As it was when the wish was accepted; the execution itself decides what comes of it.</param>
public sealed record CancelAccepted(string ExecutionId, ExecutionStatus Status, string RequestedAction, string StatusUrl);
