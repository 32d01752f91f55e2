using System.Buffers.Text;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>Where a list goes on, opaque to whoever carries it.</summary>
internal static class PlaceToken
{
    private const string Prefix = "1|";

    public static string Of(string sort) => Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(Prefix + sort));

    /// <exception cref="ArgumentException">It is not one this store gave out.</exception>
    public static string Parse(string continuation)
    {
        try
        {
            var text = System.Text.Encoding.UTF8.GetString(Base64Url.DecodeFromChars(continuation));
            if (text.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return text[Prefix.Length..];
            }
        }
        catch (FormatException)
        {
            // Told below, as any other text that is none.
        }

        throw new ArgumentException("The continuation token is not one this hub gave out.", nameof(continuation));
    }
}
