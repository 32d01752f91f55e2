using System.Globalization;
using DrsDurable.Recovery.Errors;

namespace DrsDurable.Recovery.Validation;

/// <summary>Updates carry the version they are based on, so that nobody overwrites what they have not seen.</summary>
public static class VersionRules
{
    public static void Require(FieldErrors errors, int? version)
    {
        if (version is null)
        {
            errors.Add("version", RecoveryErrorCode.MissingField, "version is missing: send the version that you read and want to change.");
        }
        else if (version < 1)
        {
            errors.Add("version", RecoveryErrorCode.InvalidField, string.Create(CultureInfo.InvariantCulture, $"version is {version}; versions begin at 1."));
        }
    }

    /// <exception cref="RecoveryException">VERSION_CONFLICT.</exception>
    public static void Match(int version, int current)
    {
        if (version != current)
        {
            throw Conflict(version, current);
        }
    }

    public static RecoveryException Conflict(int version, int? current) => new(
        RecoveryErrorCode.VersionConflict,
        string.Create(CultureInfo.InvariantCulture, $"The change is based on version {version}, but version {current} is stored: read it again and repeat the change on it."),
        "version");
}
