using DrsDurable.Host.Requests;
using DrsDurable.Recovery.ProtectionGroups;

namespace DrsDurable.Host.ProtectionGroups;

/// <summary>Reads a protection group out of a body.</summary>
internal static class ProtectionGroupBody
{
    private static readonly string[] Fields = ["groupName", "description", "accountId", "region", "sourceServerIds"];
    private static readonly string[] FieldsOfAnUpdate = [.. Fields, "version"];
    private static readonly string[] OnlyInReplies = ["groupId", "createdAt", "updatedAt"];

    public static async Task<ProtectionGroupDraft> ReadNewAsync(HttpRequest request, CancellationToken cancellationToken) =>
        Draft(await JsonBody.ReadAsync(request, Fields, [], cancellationToken));

    public static async Task<ProtectionGroupDraft> ReadUpdateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var fields = await JsonBody.ReadAsync(request, FieldsOfAnUpdate, OnlyInReplies, cancellationToken);
        var version = fields.Integer("version");
        return Draft(fields) with { Version = version };
    }

    private static ProtectionGroupDraft Draft(JsonFields fields) => new(
        fields.Text("groupName"),
        fields.Text("description"),
        fields.Text("accountId"),
        fields.Text("region"),
        fields.Texts("sourceServerIds"))
    {
        Unreadable = fields.Errors,
    };
}
