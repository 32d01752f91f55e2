namespace DrsDurable.DurableTask.Sidecar.Limits;

/// <summary>Checks requests and actions against <see cref="TaskHubLimits"/>. A rule answers <see langword="null"/> when it is kept.</summary>
internal static class LimitRules
{
    /// <summary>The reserved error type of failures caused by a limit.</summary>
    public const string ErrorType = "LimitExceeded";

    public static Exception? InstanceId(TaskHubLimits limits, string instanceId)
    {
        if (string.IsNullOrEmpty(instanceId))
        {
            return new ArgumentException("An instance id must not be empty.", nameof(instanceId));
        }

        return Characters(instanceId, "The instance id", nameof(instanceId))
            ?? Bytes(nameof(TaskHubLimits.InstanceIdBytes), limits.InstanceIdBytes, instanceId, "The instance id");
    }

    public static Exception? Name(TaskHubLimits limits, string name, string subject) =>
        string.IsNullOrEmpty(name)
            ? new ArgumentException($"{subject} must not be empty.", nameof(name))
            : Characters(name, subject, nameof(name)) ?? Bytes(nameof(TaskHubLimits.NameBytes), limits.NameBytes, name, subject);

    public static Exception? Payload(TaskHubLimits limits, string? payload, string subject) =>
        Bytes(nameof(TaskHubLimits.PayloadBytes), limits.PayloadBytes, payload, subject);

    public static void ThrowIfBroken(Exception? broken)
    {
        if (broken is not null)
        {
            throw broken;
        }
    }

    /// <summary>What would not come back from a store as it went in, or cannot be seen where it is shown.</summary>
    private static ArgumentException? Characters(string text, string subject, string parameter)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsControl(text[at]))
            {
                return new ArgumentException($"{subject} contains the control character U+{(int)text[at]:X4}.", parameter);
            }

            if (char.IsSurrogate(text[at]))
            {
                if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                {
                    return new ArgumentException($"{subject} contains half a surrogate pair, U+{(int)text[at]:X4}, which is no character.", parameter);
                }

                at++;
            }
        }

        return null;
    }

    private static Exception? Bytes(string limitName, int limit, string? text, string subject)
    {
        // Three bytes per UTF-16 unit is the most UTF-8 needs: short texts are never measured.
        if (text is null || (long)text.Length * 3 <= limit)
        {
            return null;
        }

        var count = System.Text.Encoding.UTF8.GetByteCount(text);
        return count <= limit ? null : new TaskHubLimitException(limitName, limit, count, subject);
    }
}
