using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.ProtectionGroups;
using DrsDurable.Testing.Cases;
using static DrsDurable.Recovery.Tests.Storage.RecoverySamples;

namespace DrsDurable.Recovery.Tests.Plans;

public sealed class PlanRulesTests
{
    [Fact]
    public void Resolve_WaveWithoutDependsOn_WaitsForTheWaveBefore()
    {
        PlanWave[] waves = [Wave("A"), Wave("B"), Wave("C", dependsOn: []), Wave("D", dependsOn: ["A", "C"])];

        Enumerable.Range(0, 4).Select(index => string.Join(',', WaveDependencies.Resolve(waves, index))).Should().Equal("", "A", "", "A,C");
    }

    [Fact]
    public void Check_RandomGraphs_ReportsACircleExactlyWhenNoOrderExists()
    {
        foreach (var seed in TestSeed.Series(1, 500))
        {
            var random = new Random(seed);
            var count = random.Next(1, 8);
            PlanWave[] waves =
            [
                .. Enumerable.Range(0, count).Select(index => Wave(
                    $"w{index}",
                    random.Next(4) == 0 ? null : [.. Enumerable.Range(0, count).Where(_ => random.Next(5) == 0).Select(other => $"W{other}")])),
            ];
            var errors = new FieldErrors();

            var resolved = WaveDependencies.Check(waves, errors);

            errors.Any.Should().Be(!HasOrder(resolved), "seed {0}", seed);
            errors.Found.Select(error => error.Code).Distinct().Should().BeSubsetOf([RecoveryErrorCode.CircularDependency]);
        }
    }

    [Fact]
    public void Resolve_GroupsOfTwoAccounts_GivesEachServerItsPlace()
    {
        var errors = new FieldErrors();
        var here = Group("g1") with { SourceServerIds = [Server(1), Server(2)] };
        var there = Group("g2") with { AccountId = "999988887777", Region = "eu-central-1", SourceServerIds = [Server(3)] };

        var servers = PlanServers.Resolve([Wave("A", groups: ["g1", "g2"], optional: [Server(2)])], ById(here, there), errors);

        errors.Found.Should().BeEmpty();
        servers[0].Should().Equal(
            new ServerSnapshot(Server(1), "111122223333", "us-east-1", ServerImpact.Critical),
            new ServerSnapshot(Server(2), "111122223333", "us-east-1", ServerImpact.Optional),
            new ServerSnapshot(Server(3), "999988887777", "eu-central-1", ServerImpact.Critical));
    }

    [Fact]
    public void Resolve_GroupsThatShareAServerInOneWave_StartsItOnce()
    {
        var errors = new FieldErrors();
        var one = Group("g1") with { SourceServerIds = [Server(1), Server(2)] };
        var two = Group("g2") with { SourceServerIds = [Server(2), Server(3)] };

        var servers = PlanServers.Resolve([Wave("A", groups: ["g1", "g2"])], ById(one, two), errors);

        errors.Found.Should().BeEmpty();
        servers[0].Select(server => server.SourceServerId).Should().Equal(Server(1), Server(2), Server(3));
    }

    [Fact]
    public void Resolve_OneServerInTwoPlaces_IsRefused()
    {
        var errors = new FieldErrors();
        var one = Group("g1") with { SourceServerIds = [Server(1)] };
        var two = Group("g2") with { SourceServerIds = [Server(1)], Region = "eu-central-1" };

        PlanServers.Resolve([Wave("A", groups: ["g1", "g2"])], ById(one, two), errors);

        errors.Found.Should().ContainSingle().Which.Field.Should().Be("waves[0].protectionGroupIds[1]");
    }

    [Fact]
    public void Resolve_ServersOfAnEarlierWave_AreReportedOncePerGroup()
    {
        var errors = new FieldErrors();
        var all = Group("g1") with { SourceServerIds = [.. Enumerable.Range(1, 300).Select(Server)] };

        PlanServers.Resolve([Wave("A", groups: ["g1"]), Wave("B", groups: ["g1"])], ById(all), errors);

        var error = errors.Found.Should().ContainSingle().Subject;
        (error.Code, error.Field).Should().Be((RecoveryErrorCode.DuplicateServer, "waves[1].protectionGroupIds[0]"));
        error.Message.Should().Contain("and 295 more");
    }

    [Fact]
    public void Resolve_SubsetsOfOneGroup_MayBeSpreadOverWaves()
    {
        var errors = new FieldErrors();
        var group = Group("g1") with { SourceServerIds = [Server(1), Server(2)] };

        var servers = PlanServers.Resolve(
            [Wave("A", groups: ["g1"], servers: [Server(1)]), Wave("B", groups: ["g1"], servers: [Server(2)])], ById(group), errors);

        errors.Found.Should().BeEmpty();
        servers.Select(wave => wave.Single().SourceServerId).Should().Equal(Server(1), Server(2));
    }

    [Fact]
    public void Resolve_MoreServersThanAPlanMayHave_IsRefused()
    {
        var errors = new FieldErrors();
        var one = Group("g1") with { SourceServerIds = [.. Enumerable.Range(1, 4_000).Select(Server)] };
        var two = Group("g2") with { SourceServerIds = [Server(5_000)] };

        PlanServers.Resolve([Wave("A", groups: ["g1"]), Wave("B", groups: ["g2"])], ById(one, two), errors);

        errors.Found.Should().ContainSingle().Which.Field.Should().Be("waves");
    }

    [Fact]
    public void Check_MoreThanAHundredMistakes_NamesTheFirstHundred()
    {
        var errors = new FieldErrors();
        ProtectionGroupRules.Check(
            new ProtectionGroupDraft("g", null, "111122223333", "us-east-1", [.. Enumerable.Repeat("wrong", 500)]), "g1", Start, errors);

        errors.Found.Should().HaveCount(FieldErrors.Longest);
    }

    [Theory]
    [InlineData("us-east-1", true)]
    [InlineData("ap-southeast-12", true)]
    [InlineData("us-gov-west-1", true)]
    [InlineData("us-isob-east-1", true)]
    [InlineData("US-EAST-1", false)]
    [InlineData("us-east", false)]
    [InlineData("us-east-1a", false)]
    [InlineData("us-east-1\n", false)]
    public void Check_Region_HasToLookLikeOne(string region, bool isRegion)
    {
        var errors = new FieldErrors();

        ProtectionGroupRules.Check(new ProtectionGroupDraft("g", null, "111122223333", region, [Server(1)]), "g1", Start, errors);

        errors.Any.Should().Be(!isRegion);
    }

    private static PlanWave Wave(
        string name, IReadOnlyList<string>? dependsOn = null, string[]? groups = null, string[]? servers = null, string[]? optional = null) =>
        new(name, groups ?? ["g1"], servers, dependsOn, optional ?? [], WaveFailurePolicy.Stop, null);

    private static Dictionary<string, ProtectionGroup> ById(params ProtectionGroup[] groups) =>
        groups.ToDictionary(group => group.GroupId, StringComparer.Ordinal);

    /// <summary>Whether the waves can be started one by one, each after those it depends on.</summary>
    private static bool HasOrder(IReadOnlyList<PlanWave> waves)
    {
        var started = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var ready = waves
                .Select((wave, index) => (wave.WaveName, Needs: WaveDependencies.Resolve(waves, index)))
                .Where(wave => !started.Contains(wave.WaveName) && wave.Needs.All(started.Contains))
                .Select(wave => wave.WaveName)
                .ToList();
            if (ready.Count == 0)
            {
                return started.Count == waves.Count;
            }

            started.UnionWith(ready);
        }
    }
}
