using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Tagging;

/// <summary>TagResource, UntagResource and ListTagsForResource of source servers, jobs and recovery instances.</summary>
internal static class TagOperations
{
    public static OperationResult List(OperationContext context)
    {
        if (Read(context, out var tags, out _) is { } error)
        {
            return error;
        }

        using var wire = context.Wire();
        wire.Json.WriteStartObject();
        wire.Tags("tags", tags);
        wire.Json.WriteEndObject();
        return new OperationResult(200, wire.ToBody());
    }

    public static OperationResult Tag(OperationContext context)
    {
        var added = context.Fields.RequiredTags("tags");
        if (Read(context, out var tags, out var resource, added) is { } error)
        {
            return error;
        }

        if (tags.All.Keys.Union(added.Keys, StringComparer.Ordinal).Count() > TagSet.Maximum)
        {
            return ServiceError.InvalidFields([new FieldError("tags", $"would give the resource more than {TagSet.Maximum} tags")]);
        }

        context.Change(new TagsChanged(context.Cell.Account.Id, context.Cell.Region, resource, added, []));
        return new OperationResult(200, []);
    }

    public static OperationResult Untag(OperationContext context)
    {
        var keys = context.Fields.Strings("tagKeys", null, 1, TagSet.Maximum);
        if (Read(context, out _, out var resource) is { } error)
        {
            return error;
        }

        context.Change(new TagsChanged(context.Cell.Account.Id, context.Cell.Region, resource, new Dictionary<string, string>(StringComparer.Ordinal), keys));
        return new OperationResult(200, []);
    }

    private static ServiceError? Read(OperationContext context, out TagSet tags, out string resource, IReadOnlyDictionary<string, string>? added = null)
    {
        (tags, resource) = (null!, "");
        var arn = context.Fields.RequiredString("resourceArn", RequestFields.Arn, 2048);
        if (context.Fields.Error is { } invalid)
        {
            return invalid;
        }

        var prefix = context.Cell.Arn("");
        resource = arn!.StartsWith(prefix, StringComparison.Ordinal) ? arn[prefix.Length..] : "";
        var found = context.Cell.TagsOf(resource);
        var access = new AccessRequest($"drs:{context.Operation}", arn).WithRequestTags(added ?? new Dictionary<string, string>(StringComparer.Ordinal));
        if (context.Denial(found is null ? access : access.WithResourceTags(found)) is { } denied)
        {
            return denied;
        }

        if (found is null)
        {
            return ServiceError.NotFound("Resource", arn);
        }

        tags = found;
        return null;
    }
}
