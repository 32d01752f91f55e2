using System.Globalization;
using DrsDurable.DynamoDB;

namespace DrsDurable.Recovery.Storage.DynamoDb;

/// <summary>Pages of list indexes.</summary>
internal static class CatalogueList
{
    /// <summary>The first entries of a range that match, read as far as it takes.</summary>
    public static async Task<List<Item>> TakeAsync(DynamoTable table, ItemRange range, Func<Item, bool> matches, int count, CancellationToken cancellationToken)
    {
        var taken = new List<Item>();
        for (ItemRange? rest = range; rest is not null && taken.Count < count;)
        {
            var (entries, next) = await table.PageAsync(rest, count, cancellationToken).ConfigureAwait(false);
            taken.AddRange(entries.Where(matches).Take(count - taken.Count));
            rest = next is null ? null : rest.After(next);
        }

        return taken;
    }

    /// <summary>A token that goes on after this entry of the creation index.</summary>
    public static string TokenOf(string list, Item entry)
    {
        var sort = entry.RequiredText(TableShape.CreationSort);
        return TokenOf(list, sort);
    }

    /// <param name="sort">As <see cref="CatalogueKeys.Sort"/> writes it.</param>
    public static string TokenOf(string list, string sort)
    {
        var at = sort.IndexOf('#', StringComparison.Ordinal);
        var ticks = long.Parse(sort.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture);
        return new PageToken(list, new DateTimeOffset(ticks, TimeSpan.Zero), sort[(at + 1)..]).ToString();
    }
}
