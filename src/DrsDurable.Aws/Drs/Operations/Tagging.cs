using DrsDurable.Aws.Drs.Wire;

namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    Task<ListTagsForResourceResponse> ListTagsForResourceAsync(ListTagsForResourceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Adds tags and overwrites those whose key is there already.</summary>
    Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes tags; keys that are not there are no error.</summary>
    Task<UntagResourceResponse> UntagResourceAsync(UntagResourceRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    private const string TagsPath = "/tags/{resourceArn}";

    public virtual Task<ListTagsForResourceResponse> ListTagsForResourceAsync(ListTagsForResourceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SendAsync<ListTagsForResourceResponse>(request, new DrsRoute(HttpMethod.Get, TagsPath) { ResourceArn = request.ResourceArn }, cancellationToken);
    }

    public virtual Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SendAsync<TagResourceResponse>(request, new DrsRoute(HttpMethod.Post, TagsPath) { ResourceArn = request.ResourceArn }, cancellationToken);
    }

    public virtual Task<UntagResourceResponse> UntagResourceAsync(UntagResourceRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SendAsync<UntagResourceResponse>(request, new DrsRoute(HttpMethod.Delete, TagsPath)
        {
            ResourceArn = request.ResourceArn,
            Query = [.. (request.TagKeys ?? []).Select(key => ("tagKeys", (string?)key))],
        }, cancellationToken);
    }
}
