using DrsDurable.Host.Executions;
using DrsDurable.Host.Problems;
using DrsDurable.Host.Replies;
using DrsDurable.Host.Requests;
using DrsDurable.Recovery.Plans;

namespace DrsDurable.Host.Plans;

public static class RecoveryPlanEndpoints
{
    private const string Route = "/recovery-plans";

    public static IEndpointRouteBuilder MapRecoveryPlans(this IEndpointRouteBuilder routes)
    {
        var plans = routes.MapGroup(Route).WithTags("Recovery plans").AddEndpointFilter(Preview.RefuseAsync);
        plans.MapGet("", async (HttpRequest request, RecoveryPlanCatalogue catalogue, CancellationToken cancellationToken) =>
            {
                var page = PageQuery.Of(request);
                return TypedResults.Ok(ListReply<RecoveryPlan>.Of(
                    await catalogue.ListAsync(page.Limit, page.NextToken, cancellationToken), plan => plan));
            })
            .WithName("ListRecoveryPlans").WithSummary("The recovery plans, oldest first").WithPageQuery();
        plans.MapPost("", async (HttpRequest request, RecoveryPlanCatalogue catalogue, CancellationToken cancellationToken) =>
            {
                var plan = await catalogue.CreateAsync(await RecoveryPlanBody.ReadNewAsync(request, cancellationToken), cancellationToken);
                return TypedResults.Created($"{Route}/{plan.PlanId}", plan);
            })
            .WithName("CreateRecoveryPlan").WithSummary("Makes a recovery plan")
            .WithBody(ApiBodies.NewRecoveryPlan).WithProblems(400, 404, 409, 413, 415);
        plans.MapGet("{planId}", async (string planId, RecoveryPlanCatalogue catalogue, CancellationToken cancellationToken) =>
                TypedResults.Ok(await catalogue.GetAsync(planId, cancellationToken)))
            .WithName("GetRecoveryPlan").WithSummary("One recovery plan").WithProblems(404);
        plans.MapPut(
                "{planId}",
                async (string planId, HttpRequest request, RecoveryPlanCatalogue catalogue, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await catalogue.UpdateAsync(
                        planId, await RecoveryPlanBody.ReadUpdateAsync(request, cancellationToken), cancellationToken)))
            .WithName("UpdateRecoveryPlan").WithSummary("Changes a recovery plan that is not being executed; fields left out stay as they are")
            .WithBody(ApiBodies.RecoveryPlanUpdate).WithProblems(400, 404, 409, 413, 415);
        plans.MapDelete("{planId}", async (string planId, RecoveryPlanCatalogue catalogue, CancellationToken cancellationToken) =>
            {
                await catalogue.DeleteAsync(planId, cancellationToken);
                return TypedResults.NoContent();
            })
            .WithName("DeleteRecoveryPlan").WithSummary("Deletes a recovery plan that nothing uses").WithProblems(404, 409);

        // Outside the group: this command has a preview.
        routes.MapPost(Route + "/{planId}/execute", ExecutionStart.OfPlanAsync)
            .WithTags("Recovery plans").WithName("ExecuteRecoveryPlan").WithSummary("Starts an execution of the plan; a drill unless it says otherwise")
            .WithBody(ApiBodies.PlanExecution).WithExecutionStart();
        return routes;
    }
}
