namespace DrsDurable.DurableTask.Worker.Activities;

/// <summary>
/// The input of an activity on the wire: a JSON array of one element, as Microsoft's .NET worker sends it and takes it apart, so
/// that an orchestrator and its activities may run on either.
/// </summary>
internal static class ActivityInput
{
    private const string Null = "null";

    public static string Wrap(string? payload) => $"[{payload ?? Null}]";

    /// <summary>
    /// A text without brackets is taken as it is: other SDKs, and histories written before inputs were wrapped, have the plain
    /// value. A plain value that is itself an array cannot be told from a wrapped one, and arrives without its brackets.
    /// </summary>
    public static string? Unwrap(string? wire)
    {
        if (wire is not ['[', .. var payload, ']'])
        {
            return wire;
        }

        return string.Equals(payload, Null, StringComparison.Ordinal) ? null : payload;
    }
}
