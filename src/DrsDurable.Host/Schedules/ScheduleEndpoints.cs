using DrsDurable.Host.Problems;
using DrsDurable.Host.Replies;
using DrsDurable.Host.Requests;
using DrsDurable.Recovery.Schedules;

namespace DrsDurable.Host.Schedules;

/// <param name="NextRunAt"><see langword="null"/> while the schedule is paused.</param>
/// <param name="LastRun">What became of the last occurrence that came due, and why if it was skipped.</param>
public sealed record ScheduleReply(
    string ScheduleId,
    string ScheduleName,
    string PlanId,
    string Cron,
    string TimeZone,
    bool Enabled,
    DateTimeOffset? NextRunAt,
    string? LastExecutionId,
    ScheduledRun? LastRun,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static ScheduleReply Of(Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return new ScheduleReply(
            schedule.ScheduleId,
            schedule.ScheduleName,
            schedule.PlanId,
            schedule.Cron,
            schedule.TimeZone,
            schedule.Enabled,
            schedule.NextRunAt,
            schedule.LastExecutionId,
            schedule.LastRun,
            schedule.Version,
            schedule.CreatedAt,
            schedule.UpdatedAt);
    }
}

public static class ScheduleEndpoints
{
    private const string Route = "/schedules";

    public static IEndpointRouteBuilder MapSchedules(this IEndpointRouteBuilder routes)
    {
        var schedules = routes.MapGroup(Route).WithTags("Schedules").AddEndpointFilter(Preview.RefuseAsync);
        schedules.MapGet("", async (HttpRequest request, ScheduleCatalogue catalogue, CancellationToken cancellationToken) =>
            {
                var page = PageQuery.Of(request);
                return TypedResults.Ok(ListReply<ScheduleReply>.Of(
                    await catalogue.ListAsync(page.Limit, page.NextToken, cancellationToken), ScheduleReply.Of));
            })
            .WithName("ListSchedules").WithSummary("The schedules, oldest first").WithPageQuery();
        schedules.MapPost("", async (HttpRequest request, ScheduleCatalogue catalogue, CancellationToken cancellationToken) =>
            {
                var schedule = await catalogue.CreateAsync(await ScheduleBody.ReadNewAsync(request, cancellationToken), cancellationToken);
                return TypedResults.Created($"{Route}/{schedule.ScheduleId}", ScheduleReply.Of(schedule));
            })
            .WithName("CreateSchedule").WithSummary("Makes a schedule that starts drills of a plan")
            .WithBody(ApiBodies.NewSchedule).WithProblems(400, 404, 409, 413, 415);
        schedules.MapGet("{scheduleId}", async (string scheduleId, ScheduleCatalogue catalogue, CancellationToken cancellationToken) =>
                TypedResults.Ok(ScheduleReply.Of(await catalogue.GetAsync(scheduleId, cancellationToken))))
            .WithName("GetSchedule").WithSummary("One schedule").WithProblems(404);
        schedules.MapPut(
                "{scheduleId}",
                async (string scheduleId, HttpRequest request, ScheduleCatalogue catalogue, CancellationToken cancellationToken) =>
                    TypedResults.Ok(ScheduleReply.Of(await catalogue.UpdateAsync(
                        scheduleId, await ScheduleBody.ReadUpdateAsync(request, cancellationToken), cancellationToken))))
            .WithName("UpdateSchedule").WithSummary("Changes a schedule; fields left out stay as they are")
            .WithBody(ApiBodies.ScheduleUpdate).WithProblems(400, 404, 409, 413, 415);
        schedules.MapDelete("{scheduleId}", async (string scheduleId, ScheduleCatalogue catalogue, CancellationToken cancellationToken) =>
            {
                await catalogue.DeleteAsync(scheduleId, cancellationToken);
                return TypedResults.NoContent();
            })
            .WithName("DeleteSchedule").WithSummary("Deletes a schedule; a drill it has started goes on").WithProblems(404);
        schedules.MapPost("{scheduleId}/pause", async (string scheduleId, HttpRequest request, ScheduleCatalogue catalogue, CancellationToken cancellationToken) =>
            {
                await JsonBody.ReadNoneAsync(request, cancellationToken);
                return TypedResults.Ok(ScheduleReply.Of(await catalogue.PauseAsync(scheduleId, cancellationToken)));
            })
            .WithName("PauseSchedule").WithSummary("Starts no drill until it is resumed").WithProblems(404, 409, 415);
        schedules.MapPost("{scheduleId}/resume", async (string scheduleId, HttpRequest request, ScheduleCatalogue catalogue, CancellationToken cancellationToken) =>
            {
                await JsonBody.ReadNoneAsync(request, cancellationToken);
                return TypedResults.Ok(ScheduleReply.Of(await catalogue.ResumeAsync(scheduleId, cancellationToken)));
            })
            .WithName("ResumeSchedule").WithSummary("Goes on with the next occurrence; those that passed are not made up for").WithProblems(404, 409, 415);
        return routes;
    }
}
