using System.Globalization;
using System.Text.RegularExpressions;

namespace DrsDurable.Testing.HoldPoints;

/// <summary>
/// A moment inside a product process, named by the call that brings it about: the n-th call of a service's method, before the
/// call is made or after it has succeeded. The process announces it on standard output and does not get past it; the test kills it there.
/// </summary>
/// <param name="When"><c>before</c> or <c>after</c>.</param>
/// <param name="Call"><c>Interface.Method</c>; <c>*</c> stands for any part.</param>
/// <param name="Count">Which of the matching calls, from 1.</param>
/// <param name="Argument">A regular expression that the call's arguments, written out, must match.</param>
public sealed record HoldPoint(string When, string Call, int Count = 1, string? Argument = null)
{
    /// <summary>What the process prints when it stands there.</summary>
    public const string Announcement = "hold point reached: ";

    private const string Variable = "DRSDURABLE_TEST_HOLD";

    /// <summary>What a process needs in its environment to stop there.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(HoldPoint).Assembly.Location,
        [Variable] = ToString(),
    };

    public static HoldPoint Before(string call, int count = 1, string? argument = null) => new("before", call, count, argument);

    public static HoldPoint After(string call, int count = 1, string? argument = null) => new("after", call, count, argument);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{When} {Call} {Count} {Argument}").TrimEnd();

    internal static HoldPoint? FromEnvironment()
    {
        var text = System.Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var parts = text.Split(' ', 4);
        return new HoldPoint(parts[0], parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), parts.Length > 3 ? parts[3] : null);
    }

    internal bool Matches(string when, string service, string method, object?[]? arguments)
    {
        var call = Call.Split('.');
        return string.Equals(when, When, StringComparison.Ordinal)
            && Matches(call[0], service)
            && Matches(call[1], method)
            && (Argument is null || Regex.IsMatch(WrittenOut.Of(arguments), Argument, RegexOptions.Singleline, TimeSpan.FromSeconds(5)));
    }

    private static bool Matches(string pattern, string name) => pattern == "*" || string.Equals(pattern, name, StringComparison.Ordinal);
}
