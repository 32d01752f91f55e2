namespace DrsDurable.Host.Demo;

/// <summary>The servers of one tier of the demo's application, in one account and Region.</summary>
public sealed record Tier(string Name, string AccountId, string Region, IReadOnlyList<string> SourceServerIds)
{
    /// <summary>In the order they are recovered: each needs the one before.</summary>
    public static IReadOnlyList<string> Names { get; } = ["Database", "Application", "Web"];
}

/// <param name="TierName">Value of its tag Tier; <see langword="null"/> = none.</param>
public sealed record FleetServer(string AccountId, string Region, string SourceServerId, string? TierName);

public static class TierSelection
{
    /// <summary>The tiers of the first account and Region that has all three; <see langword="null"/> when none has.</summary>
    public static IReadOnlyList<Tier>? Of(IEnumerable<FleetServer> servers)
    {
        ArgumentNullException.ThrowIfNull(servers);
        return servers
            .GroupBy(server => (server.AccountId, server.Region))
            .Select(cell => Tier.Names
                .Select(name => new Tier(
                    name,
                    cell.Key.AccountId,
                    cell.Key.Region,
                    [.. cell.Where(server => server.TierName == name).Select(server => server.SourceServerId)]))
                .ToList())
            .FirstOrDefault(tiers => tiers.TrueForAll(tier => tier.SourceServerIds.Count > 0));
    }
}
