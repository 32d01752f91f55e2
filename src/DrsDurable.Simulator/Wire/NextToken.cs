using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DrsDurable.Simulator.Wire;

/// <summary>
/// Opaque page tokens. A token holds the last position given out and is bound to the operation, the cell and the filter, so that
/// paging stays exact while new items arrive and a token of another call is refused.
/// </summary>
internal static class NextToken
{
    public static string Create(string binding, long position)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{position}");
        return Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{Seal(binding, text)}{text}"));
    }

    public static bool TryRead(string token, string binding, out long position)
    {
        position = 0;
        if (!Base64Url.IsValid(token))
        {
            return false;
        }

        var text = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(token));
        return text.Length > SealLength
            && long.TryParse(text.AsSpan(SealLength), NumberStyles.None, CultureInfo.InvariantCulture, out position)
            && text.StartsWith(Seal(binding, text[SealLength..]), StringComparison.Ordinal);
    }

    private const int SealLength = 20;

    private static string Seal(string binding, string position) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"page\n{binding}\n{position}")))[..SealLength];
}
