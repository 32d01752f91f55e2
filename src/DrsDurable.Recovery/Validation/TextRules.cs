using DrsDurable.Recovery.Errors;

namespace DrsDurable.Recovery.Validation;

/// <summary>Rules for names and free text. Each returns the text to keep, trimmed; what it returns beside an error is not to be used.</summary>
public static class TextRules
{
    /// <summary>Characters of a group's, plan's, wave's or schedule's name.</summary>
    public const int LongestName = 64;

    public const int LongestDescription = 1_000;

    /// <summary>Characters of an id or of who started something.</summary>
    public const int LongestLabel = 255;

    public static string Name(FieldErrors errors, string field, string? text) => Required(errors, field, text, LongestName);

    public static string Required(FieldErrors errors, string field, string? text, int longest)
    {
        if (text is null)
        {
            errors.Add(field, RecoveryErrorCode.MissingField, $"{field} is missing.");
            return "";
        }

        var trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            errors.Add(field, RecoveryErrorCode.InvalidField, $"{field} is empty: give 1 to {longest} characters.");
        }

        CheckText(errors, field, trimmed, longest);
        return trimmed;
    }

    /// <summary>An empty text counts as none.</summary>
    public static string? Optional(FieldErrors errors, string field, string? text, int longest)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed))
        {
            return null;
        }

        CheckText(errors, field, trimmed, longest);
        return trimmed;
    }

    /// <returns><see langword="null"/> when the text is absent or, beside an error, not one of the enum's API names.</returns>
    public static TEnum? Choice<TEnum>(FieldErrors errors, string field, string? text, RecoveryErrorCode code = RecoveryErrorCode.InvalidField)
        where TEnum : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (string.Equals(text, ApiName.Of(value), StringComparison.Ordinal))
            {
                return value;
            }
        }

        errors.Add(field, code, $"{field} is '{Shown(text)}': use {string.Join(" or ", Enum.GetValues<TEnum>().Select(value => ApiName.Of(value)))}.");
        return null;
    }

    /// <summary>A text from outside as a message may repeat it: short, without control characters.</summary>
    public static string Shown(string text)
    {
        var visible = string.Concat(text.Take(64).Select(character => char.IsControl(character) ? '\uFFFD' : character));
        return text.Length > 64 ? visible + "…" : visible;
    }

    private static void CheckText(FieldErrors errors, string field, string text, int longest)
    {
        if (text.Length > longest)
        {
            errors.Add(field, RecoveryErrorCode.InvalidField, $"{field} has {text.Length} characters; {longest} are allowed.");
        }
        else if (HasUnprintable(text))
        {
            errors.Add(field, RecoveryErrorCode.InvalidField, $"{field} contains control characters or half a character; remove them.");
        }
    }

    private static bool HasUnprintable(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // A lone surrogate is read as the replacement character.
            if (System.Text.Rune.IsControl(rune) || rune.Value == 0xFFFD)
            {
                return true;
            }
        }

        return false;
    }
}
