using System.Globalization;

namespace DrsDurable.Aws;

/// <summary>How long the service asked callers to wait (header Retry-After of 429 and 500 answers).</summary>
public static class RetryAfter
{
    /// <returns>Null when the service did not say, or said it in a form other than seconds.</returns>
    public static TimeSpan? Of(Exception failure) => failure switch
    {
        ThrottlingException { RetryAfterSeconds: { } text } when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) => Seconds(seconds),
        InternalServerException { RetryAfterSeconds: { } seconds } => Seconds(seconds),
        _ => null,
    };

    private static TimeSpan? Seconds(long seconds) => seconds is >= 0 and <= int.MaxValue ? TimeSpan.FromSeconds(seconds) : null;
}
