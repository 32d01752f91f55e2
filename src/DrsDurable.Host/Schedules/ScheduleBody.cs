using DrsDurable.Host.Requests;
using DrsDurable.Recovery.Schedules;

namespace DrsDurable.Host.Schedules;

/// <summary>Reads a schedule out of a body.</summary>
internal static class ScheduleBody
{
    private static readonly string[] Fields = ["scheduleName", "planId", "cron", "timeZone", "enabled"];
    private static readonly string[] FieldsOfAnUpdate = [.. Fields, "version"];
    private static readonly string[] OnlyInReplies = ["scheduleId", "nextRunAt", "lastExecutionId", "lastRun", "createdAt", "updatedAt"];

    public static async Task<ScheduleDraft> ReadNewAsync(HttpRequest request, CancellationToken cancellationToken) =>
        Draft(await JsonBody.ReadAsync(request, Fields, [], cancellationToken));

    public static async Task<ScheduleDraft> ReadUpdateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var fields = await JsonBody.ReadAsync(request, FieldsOfAnUpdate, OnlyInReplies, cancellationToken);
        var version = fields.Integer("version");
        return Draft(fields) with { Version = version };
    }

    private static ScheduleDraft Draft(JsonFields fields) => new(
        fields.Text("scheduleName"),
        fields.Text("planId"),
        fields.Text("cron"),
        fields.Text("timeZone"),
        fields.Flag("enabled"))
    {
        Unreadable = fields.Errors,
    };
}
