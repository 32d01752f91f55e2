namespace DrsDurable.Aws.Tests.Clients;

public class DrsTimeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-20T12:00:00+00:00")]
    [InlineData("2026-11-20T12:00:00Z")]
    [InlineData("2026-11-20T12:00:00.000000+00:00")]
    [InlineData("2026-11-20T13:00:00+01:00")]
    [InlineData("2026-11-20T12:00:00")]
    [InlineData(" 2026-11-20T12:00:00Z ")]
    public void Times_AreReadInEveryFormTheServiceUses(string text)
    {
        DrsTime.Parse(text).Should().Be(Noon);
        DrsTime.Parse(text)!.Value.Offset.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void Microseconds_AreKept()
    {
        DrsTime.Parse("2026-11-20T12:00:00.846723+00:00").Should().Be(Noon.AddMicroseconds(846723));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("P0D")]
    [InlineData("soon")]
    public void WhatIsNoTime_IsNull(string? text) => DrsTime.Parse(text).Should().BeNull();

    [Theory]
    [InlineData("P0D", 0)]
    [InlineData("PT0S", 0)]
    [InlineData("PT6M30.5S", 390.5)]
    [InlineData("P2DT1H32M12.136909S", 178332.136909)]
    public void Durations_AreRead(string text, double seconds) => DrsTime.ParseDuration(text)!.Value.TotalSeconds.Should().BeApproximately(seconds, 1e-6);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-11-20T12:00:00Z")]
    [InlineData("P999999999999D")]
    public void WhatIsNoDuration_IsNull(string? text) => DrsTime.ParseDuration(text).Should().BeNull();

    [Fact]
    public void Filters_AreWrittenInUtc_RoundedDown()
    {
        DrsTime.Format(new DateTimeOffset(2026, 11, 20, 13, 0, 0, TimeSpan.FromHours(1)).AddMicroseconds(1999)).Should().Be("2026-11-20T12:00:00.001Z");
    }
}
