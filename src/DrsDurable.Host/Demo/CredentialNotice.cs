namespace DrsDurable.Host.Demo;

/// <summary>Tells an operator whose AWS credentials lie about that they stay unread.</summary>
public static class CredentialNotice
{
    private static readonly string[] Variables =
    [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_ROLE_ARN", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ];

    /// <param name="isSet">Whether an environment variable of that name has a value; the value itself is not asked for.</param>
    /// <param name="hasCredentialsFile">Whether ~/.aws/credentials exists.</param>
    /// <returns><see langword="null"/> when there is nothing to say.</returns>
    public static string? For(Func<string, bool> isSet, bool hasCredentialsFile)
    {
        ArgumentNullException.ThrowIfNull(isSet);
        List<string> found = [.. Variables.Where(isSet)];
        if (hasCredentialsFile)
        {
            found.Add("~/.aws/credentials");
        }

        return found.Count == 0 ? null : $"AWS credentials are set ({string.Join(", ", found)}): the demo ignores them.";
    }
}
