using DrsDurable.Host.Demo;

namespace DrsDurable.Host.Tests.Demo;

public sealed class TierSelectionTests
{
    [Fact]
    public void Tiers_ComeFromTheFirstAccountAndRegionThatHasAllThree()
    {
        var tiers = TierSelection.Of(
        [
            new FleetServer("111122223333", "eu-west-1", "s-1", "Database"),
            new FleetServer("111122223333", "us-east-1", "s-2", "Web"),
            new FleetServer("111122223333", "us-east-1", "s-3", "Application"),
            new FleetServer("111122223333", "us-east-1", "s-4", "Database"),
            new FleetServer("111122223333", "us-east-1", "s-5", "Database"),
            new FleetServer("111122223333", "us-east-1", "s-6", null),
        ]);

        tiers!.Select(tier => $"{tier.Name} {tier.Region} {string.Join(' ', tier.SourceServerIds)}").Should().Equal(
            "Database us-east-1 s-4 s-5",
            "Application us-east-1 s-3",
            "Web us-east-1 s-2");
    }

    [Fact]
    public void FleetWithoutThreeTiers_GivesNone() =>
        TierSelection.Of([new FleetServer("111122223333", "us-east-1", "s-1", "Database")]).Should().BeNull();
}
