using DrsDurable.Host.Problems;
using DrsDurable.Host.Requests;
using DrsDurable.Host.Runtime;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Executions;

namespace DrsDurable.Host.Executions;

/// <summary>The answer to an accepted execution, with the management links of Durable Functions that work here.</summary>
/// <param name="Id">The same as <paramref name="ExecutionId"/>: that of the orchestration.</param>
/// <param name="StatusUrl">Path of the execution, also in the Location header.</param>
/// <param name="StatusQueryGetUri">Absolute: the orchestration's runtime status.</param>
/// <param name="TerminatePostUri">Absolute: cancels the execution.</param>
public sealed record ExecutionAccepted(
    string ExecutionId, string Id, ExecutionStatus Status, string StatusUrl, string StatusQueryGetUri, string TerminatePostUri);

/// <summary>What would be started.</summary>
public sealed record ExecutionPreview(
    string PlanId,
    string PlanName,
    int PlanVersion,
    ExecutionType ExecutionType,
    CleanupPolicy Cleanup,
    int ServersTotal,
    IReadOnlyList<WavePreview> Waves);

/// <param name="Jobs">How the wave's servers are divided into DRS jobs.</param>
public sealed record WavePreview(
    string WaveName, IReadOnlyList<string> DependsOn, int DeadlineMinutes, IReadOnlyList<ServerSnapshot> Servers, IReadOnlyList<JobPreview> Jobs);

public sealed record JobPreview(string AccountId, string Region, int Servers);

/// <summary>POST /executions and POST /recovery-plans/{planId}/execute.</summary>
internal static class ExecutionStart
{
    /// <summary>DRS takes no more servers in one job (quota L-B827C881).</summary>
    private const int MostServersOfAJob = 100;

    private static readonly string[] FieldsBesideAPlan = ["executionType", "initiatedBy", "cleanup"];
    private static readonly string[] Fields = ["planId", .. FieldsBesideAPlan];

    public static async Task<IResult> AnyAsync(
        HttpContext context, ExecutionLauncher launcher, ExecutionCatalogue catalogue, CancellationToken cancellationToken)
    {
        var fields = await JsonBody.ReadAsync(context.Request, Fields, [], cancellationToken);
        var request = new ExecutionRequest(fields.Text("planId"), fields.Text("executionType"), fields.Text("initiatedBy"), fields.Text("cleanup"));
        return await StartAsync(context, request with { Unreadable = fields.Errors }, launcher, catalogue, cancellationToken);
    }

    public static async Task<IResult> OfPlanAsync(
        string planId, HttpContext context, ExecutionLauncher launcher, ExecutionCatalogue catalogue, CancellationToken cancellationToken)
    {
        var fields = await JsonBody.ReadOptionalAsync(context.Request, FieldsBesideAPlan, [], cancellationToken);
        var request = new ExecutionRequest(planId, fields?.Text("executionType"), fields?.Text("initiatedBy"), fields?.Text("cleanup"));
        return await StartAsync(context, request with { Unreadable = fields?.Errors ?? [] }, launcher, catalogue, cancellationToken);
    }

    private static async Task<IResult> StartAsync(
        HttpContext context, ExecutionRequest request, ExecutionLauncher launcher, ExecutionCatalogue catalogue, CancellationToken cancellationToken)
    {
        if (Preview.IsWanted(context.Request))
        {
            return TypedResults.Ok(Describe(await launcher.PreviewAsync(request, cancellationToken)));
        }

        var accepted = await launcher.LaunchAsync(request, new LaunchContext(IdempotencyKey(context.Request)), cancellationToken);
        var executionId = accepted.Snapshot.ExecutionId;
        var status = ExecutionStatus.Pending;
        if (accepted.Repeated)
        {
            status = (await catalogue.GetAsync(executionId, cancellationToken)).Row.Status;
            context.Response.Headers["Idempotency-Replayed"] = "true";
        }

        context.Response.Headers.RetryAfter = "5";
        var links = new InstanceLinks(context.Request, executionId);
        return TypedResults.Accepted(
            ExecutionEndpoints.PathOf(executionId),
            new ExecutionAccepted(executionId, executionId, status, ExecutionEndpoints.PathOf(executionId), links.Status, links.Terminate));
    }

    /// <summary>Callers' keys are kept apart from those of schedules.</summary>
    private static string? IdempotencyKey(HttpRequest request)
    {
        if (!request.Headers.TryGetValue("Idempotency-Key", out var values))
        {
            return null;
        }

        if (values.Count > 1)
        {
            throw new RecoveryException(RecoveryErrorCode.InvalidField, "The Idempotency-Key header comes more than once; send one.", "Idempotency-Key");
        }

        var key = values.ToString().Trim();
        ExecutionRequestRules.CheckIdempotencyKey(key);
        return "http:" + key;
    }

    private static ExecutionPreview Describe(ExecutionSnapshot snapshot) => new(
        snapshot.PlanId,
        snapshot.PlanName,
        snapshot.PlanVersion,
        snapshot.ExecutionType,
        snapshot.Cleanup,
        snapshot.Servers.Count(),
        [
            .. snapshot.Waves.Select(wave => new WavePreview(
                wave.WaveName,
                wave.DependsOn,
                wave.DeadlineMinutes,
                wave.Servers,
                [
                    .. wave.Servers
                        .GroupBy(server => (server.AccountId, server.Region))
                        .SelectMany(place => place.Chunk(MostServersOfAJob).Select(job => new JobPreview(place.Key.AccountId, place.Key.Region, job.Length))),
                ])),
        ]);

    public static RouteHandlerBuilder WithExecutionStart(this RouteHandlerBuilder endpoint) => endpoint
        .Produces<ExecutionAccepted>(StatusCodes.Status202Accepted)
        .Produces<ExecutionPreview>(StatusCodes.Status200OK)
        .WithProblems(400, 403, 404, 409, 413, 415, 422);
}
