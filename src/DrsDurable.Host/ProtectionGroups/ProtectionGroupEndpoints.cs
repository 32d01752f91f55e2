using DrsDurable.Host.Problems;
using DrsDurable.Host.Replies;
using DrsDurable.Host.Requests;
using DrsDurable.Recovery.ProtectionGroups;

namespace DrsDurable.Host.ProtectionGroups;

public static class ProtectionGroupEndpoints
{
    private const string Route = "/protection-groups";

    public static IEndpointRouteBuilder MapProtectionGroups(this IEndpointRouteBuilder routes)
    {
        var groups = routes.MapGroup(Route).WithTags("Protection groups").AddEndpointFilter(Preview.RefuseAsync);
        groups.MapGet("", async (HttpRequest request, ProtectionGroupCatalogue catalogue, CancellationToken cancellationToken) =>
            {
                var page = PageQuery.Of(request);
                return TypedResults.Ok(ListReply<ProtectionGroup>.Of(
                    await catalogue.ListAsync(page.Limit, page.NextToken, cancellationToken), group => group));
            })
            .WithName("ListProtectionGroups").WithSummary("The protection groups, oldest first").WithPageQuery();
        groups.MapPost("", async (HttpRequest request, ProtectionGroupCatalogue catalogue, CancellationToken cancellationToken) =>
            {
                var group = await catalogue.CreateAsync(await ProtectionGroupBody.ReadNewAsync(request, cancellationToken), cancellationToken);
                return TypedResults.Created($"{Route}/{group.GroupId}", group);
            })
            .WithName("CreateProtectionGroup").WithSummary("Makes a protection group")
            .WithBody(ApiBodies.NewProtectionGroup).WithProblems(400, 409, 413, 415);
        groups.MapGet("{groupId}", async (string groupId, ProtectionGroupCatalogue catalogue, CancellationToken cancellationToken) =>
                TypedResults.Ok(await catalogue.GetAsync(groupId, cancellationToken)))
            .WithName("GetProtectionGroup").WithSummary("One protection group").WithProblems(404);
        groups.MapPut(
                "{groupId}",
                async (string groupId, HttpRequest request, ProtectionGroupCatalogue catalogue, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await catalogue.UpdateAsync(
                        groupId, await ProtectionGroupBody.ReadUpdateAsync(request, cancellationToken), cancellationToken)))
            .WithName("UpdateProtectionGroup").WithSummary("Changes a protection group; fields left out stay as they are")
            .WithBody(ApiBodies.ProtectionGroupUpdate).WithProblems(400, 404, 409, 413, 415);
        groups.MapDelete("{groupId}", async (string groupId, ProtectionGroupCatalogue catalogue, CancellationToken cancellationToken) =>
            {
                await catalogue.DeleteAsync(groupId, cancellationToken);
                return TypedResults.NoContent();
            })
            .WithName("DeleteProtectionGroup").WithSummary("Deletes a protection group that no plan uses").WithProblems(404, 409);
        return routes;
    }
}
