using DrsDurable.Recovery.Storage;

namespace DrsDurable.Host.Replies;

/// <summary>One page of a list.</summary>
/// <param name="NextToken">For the next page; <see langword="null"/> at the end.</param>
public sealed record ListReply<T>(IReadOnlyList<T> Items, string? NextToken)
{
    public static ListReply<T> Of<TStored>(StorePage<TStored> page, Func<TStored, T> view) => new([.. page.Items.Select(view)], page.NextToken);
}
