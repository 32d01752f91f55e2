using System.Text.RegularExpressions;
using DrsDurable.Recovery.Errors;

namespace DrsDurable.Recovery.Validation;

/// <summary>The forms of AWS identifiers. Whether they exist is asked when an execution runs.</summary>
public static partial class DrsIdentifiers
{
    /// <summary>Reports each id that is malformed or comes twice.</summary>
    /// <param name="field">Of the list.</param>
    public static void CheckServerIds(FieldErrors errors, string field, IReadOnlyList<string?> sourceServerIds)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < sourceServerIds.Count; index++)
        {
            var at = $"{field}[{index}]";
            if (sourceServerIds[index] is not { } id)
            {
                errors.Add(at, RecoveryErrorCode.InvalidServerId, $"{at} is empty: give a source server id like s-1234567890abcdef0.");
            }
            else if (!SourceServerId().IsMatch(id))
            {
                errors.Add(
                    at,
                    RecoveryErrorCode.InvalidServerId,
                    $"'{TextRules.Shown(id)}' is not a source server id: it is s- and 17 letters or digits, like s-1234567890abcdef0.");
            }
            else if (!seen.Add(id))
            {
                errors.Add(at, RecoveryErrorCode.DuplicateServer, $"{id} is listed twice; list each server once.");
            }
        }
    }

    public static void CheckAccountId(FieldErrors errors, string field, string? accountId)
    {
        if (accountId is null)
        {
            errors.Add(field, RecoveryErrorCode.MissingField, $"{field} is missing: give the 12 digits of the AWS account.");
        }
        else if (!AccountId().IsMatch(accountId))
        {
            errors.Add(
                field,
                RecoveryErrorCode.InvalidField,
                $"'{TextRules.Shown(accountId)}' is not an AWS account id: give its 12 digits, as text so that leading zeros stay.");
        }
    }

    public static void CheckRegion(FieldErrors errors, string field, string? region)
    {
        if (region is null)
        {
            errors.Add(field, RecoveryErrorCode.MissingField, $"{field} is missing: give an AWS Region like us-east-1.");
        }
        else if (!Region().IsMatch(region))
        {
            errors.Add(field, RecoveryErrorCode.InvalidField, $"'{TextRules.Shown(region)}' is not an AWS Region code like us-east-1.");
        }
    }

    [GeneratedRegex(@"\As-[0-9A-Za-z]{17}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SourceServerId();

    [GeneratedRegex(@"\A[0-9]{12}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccountId();

    [GeneratedRegex(@"\A[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Region();
}
