using System.Buffers.Text;
using System.Globalization;
using System.Text;
using DrsDurable.Recovery.Errors;

namespace DrsDurable.Recovery.Storage;

/// <summary>
/// Where a list goes on: after the item of that time and id. Opaque to callers; a token that does not belong to the list is refused with
/// INVALID_FIELD on <c>nextToken</c>.
/// </summary>
/// <param name="List">Name of the list that gave the token.</param>
public readonly record struct PageToken(string List, DateTimeOffset At, string Id)
{
    private const int LongestText = 1_024;

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"1|{List}|{At.UtcTicks}|{Id}")));

    /// <exception cref="RecoveryException">The text is not a token of that list.</exception>
    public static PageToken? Parse(string list, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (Decode(text) is { } decoded
            && decoded.Split('|', 4) is ["1", var name, var ticks, var id]
            && string.Equals(name, list, StringComparison.Ordinal)
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at <= DateTimeOffset.MaxValue.UtcTicks)
        {
            return new PageToken(list, new DateTimeOffset(at, TimeSpan.Zero), id);
        }

        throw new RecoveryException(
            RecoveryErrorCode.InvalidField,
            "This nextToken was not given by this list. Send the nextToken of the page before, unchanged, or none to begin again.",
            "nextToken");
    }

    private static string? Decode(string text)
    {
        if (text.Length > LongestText)
        {
            return null;
        }

        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
