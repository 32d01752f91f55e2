using DrsDurable.Recovery.Schedules.Cron;

namespace DrsDurable.Recovery.Tests.Schedules;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("* * * * *", "2030-01-01 00:00", "2030-01-01 00:00")]
    [InlineData("30 3 * * SUN", "2030-01-01 00:00", "2030-01-06 03:30")]
    [InlineData("30 3 * * 0", "2030-01-01 00:00", "2030-01-06 03:30")]
    [InlineData("30 3 * * 7", "2030-01-01 00:00", "2030-01-06 03:30")]
    [InlineData("0 0 * * FRI-SUN", "2030-01-01 00:00", "2030-01-04 00:00")]
    [InlineData("0 0 * * 5-7", "2030-01-05 00:01", "2030-01-06 00:00")]
    [InlineData("*/20 * * * *", "2030-01-01 00:41", "2030-01-01 01:00")]
    [InlineData("5-50/20 * * * *", "2030-01-01 00:26", "2030-01-01 00:45")]
    [InlineData("0 9-17/4 * * mon-fri", "2030-01-05 00:00", "2030-01-07 09:00")]
    [InlineData("0 0 1,15 jan,Jul *", "2030-01-15 00:01", "2030-07-01 00:00")]
    [InlineData("0 0 29 2 *", "2030-01-01 00:00", "2032-02-29 00:00")]
    [InlineData("  0\t0 31 12 * ", "2030-01-01 00:00", "2030-12-31 00:00")]
    public void Next_Expression_IsTheFirstMatchingMinute(string cron, string from, string expected) =>
        CronExpression.Parse(cron).Next(Local(from)).Should().Be(Local(expected));

    [Theory]
    [InlineData("0 0 13 * FRI", "2030-01-01 00:00", "2030-01-04 00:00", "both days are restricted: either will do")]
    [InlineData("0 0 13 * *", "2030-01-01 00:00", "2030-01-13 00:00", "only the day of the month is")]
    [InlineData("0 0 * * FRI", "2030-01-05 00:00", "2030-01-11 00:00", "only the day of the week is")]
    [InlineData("0 0 */2 * FRI", "2030-01-05 00:00", "2030-01-11 00:00", "a field that begins with * restricts beside the other: both have to match")]
    [InlineData("0 0 */2 * SAT", "2030-01-06 00:00", "2030-01-19 00:00", "the 12th is a Saturday, but an even day")]
    public void Next_TwoDayFields_FollowUnix(string cron, string from, string expected, string because) =>
        CronExpression.Parse(cron).Next(Local(from)).Should().Be(Local(expected), because);

    [Theory]
    [InlineData("", "0 fields")]
    [InlineData("0 3 * *", "4 fields")]
    [InlineData("0 3 * * * *", "6 fields")]
    [InlineData("@daily", "1 fields")]
    [InlineData("60 * * * *", "minute")]
    [InlineData("* 24 * * *", "hour")]
    [InlineData("* * 0 * *", "day of month")]
    [InlineData("* * 32 * *", "day of month")]
    [InlineData("* * * 13 *", "month")]
    [InlineData("* * * FOO *", "JAN to DEC")]
    [InlineData("* * * * 8", "day of week")]
    [InlineData("* * ? * *", "'?' is not Unix cron")]
    [InlineData("*/0 * * * *", "step")]
    [InlineData("*/61 * * * *", "step")]
    [InlineData("5/15 * * * *", "steps through nothing")]
    [InlineData("10-5 * * * *", "backwards")]
    [InlineData("1-2-3 * * * *", "not a range")]
    [InlineData("1,,2 * * * *", "minute")]
    [InlineData("-1 * * * *", "minute")]
    [InlineData("+1 * * * *", "minute")]
    [InlineData("1/2/3 * * * *", "more than one /")]
    [InlineData("0 0 30 2 *", "No date")]
    [InlineData("0 0 31 4,6,9,11 *", "No date")]
    public void Parse_NoCronExpression_SaysWhatIsWrong(string cron, string expected)
    {
        var parse = () => CronExpression.Parse(cron);

        parse.Should().Throw<CronFormatException>().Which.Message.Should().Contain(expected);
    }

    [Fact]
    public void Parse_VeryLongText_IsRefused()
    {
        var parse = () => CronExpression.Parse(string.Join(',', Enumerable.Repeat("1", 200)) + " * * * *");

        parse.Should().Throw<CronFormatException>();
    }

    private static DateTime Local(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
