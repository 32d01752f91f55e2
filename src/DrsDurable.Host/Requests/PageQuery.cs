using System.Globalization;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Host.Requests;

/// <summary>Which page of a list is wanted.</summary>
public readonly record struct PageQuery(int Limit, string? NextToken)
{
    public const int Default = 50;
    public const int Most = 100;

    /// <exception cref="RecoveryException">INVALID_FIELD at <c>limit</c>.</exception>
    public static PageQuery Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var token = request.Query["nextToken"].ToString();
        return new PageQuery(LimitOf(request.Query["limit"].ToString()), token.Length == 0 ? null : token);
    }

    private static int LimitOf(string text)
    {
        if (text.Length == 0)
        {
            return Default;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Most
            ? limit
            : throw new RecoveryException(
                RecoveryErrorCode.InvalidField, $"limit is '{TextRules.Shown(text)}': give a number from 1 to {Most}.", "limit");
    }
}
