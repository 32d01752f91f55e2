using DrsDurable.Host.Requests;
using DrsDurable.Recovery.Plans;

namespace DrsDurable.Host.Plans;

/// <summary>Reads a recovery plan out of a body.</summary>
internal static class RecoveryPlanBody
{
    private static readonly string[] Fields = ["planName", "description", "waves"];
    private static readonly string[] FieldsOfAnUpdate = [.. Fields, "version"];
    private static readonly string[] OnlyInReplies = ["planId", "createdAt", "updatedAt"];

    private static readonly string[] FieldsOfAWave =
        ["waveName", "protectionGroupIds", "sourceServerIds", "dependsOn", "optionalServerIds", "onFailure", "deadlineMinutes"];

    public static async Task<RecoveryPlanDraft> ReadNewAsync(HttpRequest request, CancellationToken cancellationToken) =>
        Draft(await JsonBody.ReadAsync(request, Fields, [], cancellationToken));

    public static async Task<RecoveryPlanDraft> ReadUpdateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var fields = await JsonBody.ReadAsync(request, FieldsOfAnUpdate, OnlyInReplies, cancellationToken);
        var version = fields.Integer("version");
        return Draft(fields) with { Version = version };
    }

    private static RecoveryPlanDraft Draft(JsonFields fields) => new(
        fields.Text("planName"),
        fields.Text("description"),
        fields.Objects("waves", FieldsOfAWave)?.Select(wave => wave is null ? null : Wave(wave)).ToList())
    {
        Unreadable = fields.Errors,
    };

    private static PlanWaveDraft Wave(JsonFields fields) => new(
        fields.Text("waveName"),
        fields.Texts("protectionGroupIds"),
        fields.Texts("sourceServerIds"),
        fields.Texts("dependsOn"),
        fields.Texts("optionalServerIds"),
        fields.Text("onFailure"),
        fields.Integer("deadlineMinutes"));
}
