namespace DrsDurable.Recovery.Schedules.Cron;

/// <summary>A text is not a cron expression, or one that no date matches.</summary>
public sealed class CronFormatException(string message) : FormatException(message);
