namespace DrsDurable.Host.Configuration;

public static class SettingLimits
{
    public const string TimeScaleRule = "use a number above 0 and at most 100000 (simulated seconds per real second)";

    public static bool IsTimeScale(double value) => value is > 0 and <= 100_000;
}
