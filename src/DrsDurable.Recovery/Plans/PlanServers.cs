using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.ProtectionGroups;

namespace DrsDurable.Recovery.Plans;

/// <summary>Which servers the waves of a plan start, looked up in its groups as they are now.</summary>
public static class PlanServers
{
    private const int NamedInAMessage = 5;

    /// <param name="groups">The plan's groups that exist, by id.</param>
    /// <returns>The servers of each wave; to be used only when nothing was added to <paramref name="errors"/>.</returns>
    public static IReadOnlyList<IReadOnlyList<ServerSnapshot>> Resolve(
        IReadOnlyList<PlanWave> waves, IReadOnlyDictionary<string, ProtectionGroup> groups, FieldErrors errors)
    {
        var resolved = new List<IReadOnlyList<ServerSnapshot>>();
        var earlier = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < waves.Count; index++)
        {
            var members = Members(waves[index], groups, $"waves[{index}]", errors);
            var servers = Chosen(waves[index], members, $"waves[{index}]", errors);
            CheckOptional(waves[index], servers, $"waves[{index}].optionalServerIds", errors);
            ReportDuplicates(waves[index], servers, earlier, $"waves[{index}]", errors);
            var optional = waves[index].OptionalServerIds.ToHashSet(StringComparer.Ordinal);
            resolved.Add(
            [
                .. servers.Select(member => new ServerSnapshot(
                    member.ServerId,
                    member.Group.AccountId,
                    member.Group.Region,
                    optional.Contains(member.ServerId) ? ServerImpact.Optional : ServerImpact.Critical)),
            ]);
        }

        if (earlier.Count > RecoveryPlanRules.MostServersOfAPlan)
        {
            errors.Add(
                "waves", RecoveryErrorCode.InvalidField, $"The plan starts {earlier.Count} servers; {RecoveryPlanRules.MostServersOfAPlan} are allowed. Divide it.");
        }

        return resolved;
    }

    private static Dictionary<string, Member> Members(
        PlanWave wave, IReadOnlyDictionary<string, ProtectionGroup> groups, string field, FieldErrors errors)
    {
        var members = new Dictionary<string, Member>(StringComparer.Ordinal);
        for (var index = 0; index < wave.ProtectionGroupIds.Count; index++)
        {
            var at = $"{field}.protectionGroupIds[{index}]";
            if (!groups.TryGetValue(wave.ProtectionGroupIds[index], out var group))
            {
                if (wave.ProtectionGroupIds[index].Length > 0)
                {
                    errors.Add(at, RecoveryErrorCode.PgNotFound, ProtectionGroupCatalogue.NotFound(wave.ProtectionGroupIds[index]).Message);
                }

                continue;
            }

            foreach (var serverId in group.SourceServerIds)
            {
                if (!members.TryAdd(serverId, new Member(serverId, group, index)) && !SamePlace(members[serverId].Group, group))
                {
                    errors.Add(
                        at,
                        RecoveryErrorCode.InvalidField,
                        $"{serverId} is in '{members[serverId].Group.GroupName}' and '{group.GroupName}', which are of different accounts or Regions: correct one of the groups.");
                }
            }
        }

        return members;
    }

    private static List<Member> Chosen(PlanWave wave, Dictionary<string, Member> members, string field, FieldErrors errors)
    {
        if (wave.SourceServerIds is not { } subset)
        {
            return [.. members.Values];
        }

        var chosen = new List<Member>();
        for (var index = 0; index < subset.Count; index++)
        {
            if (members.TryGetValue(subset[index], out var member))
            {
                chosen.Add(member with { Position = index });
            }
            else if (!errors.HasWithin($"{field}.protectionGroupIds"))
            {
                errors.Add(
                    $"{field}.sourceServerIds[{index}]",
                    RecoveryErrorCode.InvalidField,
                    $"{Validation.TextRules.Shown(subset[index])} is in none of this wave's protection groups: add it to one of them, or take it out of the wave.");
            }
        }

        return chosen;
    }

    private static void CheckOptional(PlanWave wave, List<Member> servers, string field, FieldErrors errors)
    {
        if (errors.HasWithin(field[..field.LastIndexOf('.')]))
        {
            return;
        }

        var ids = servers.Select(server => server.ServerId).ToHashSet(StringComparer.Ordinal);
        for (var index = 0; index < wave.OptionalServerIds.Count; index++)
        {
            if (!ids.Contains(wave.OptionalServerIds[index]))
            {
                errors.Add(
                    $"{field}[{index}]",
                    RecoveryErrorCode.InvalidField,
                    $"{Validation.TextRules.Shown(wave.OptionalServerIds[index])} is not started by this wave, so it cannot be optional in it.");
            }
        }
    }

    /// <summary>One error for each place that brings servers of earlier waves again: an entry of the subset, or a group.</summary>
    private static void ReportDuplicates(
        PlanWave wave, List<Member> servers, Dictionary<string, string> earlier, string field, FieldErrors errors)
    {
        var again = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var server in servers)
        {
            if (earlier.TryAdd(server.ServerId, wave.WaveName))
            {
                continue;
            }

            var at = wave.SourceServerIds is null ? $"{field}.protectionGroupIds[{server.Position}]" : $"{field}.sourceServerIds[{server.Position}]";
            if (!again.TryGetValue(at, out var ids))
            {
                again[at] = ids = [];
            }

            ids.Add(server.ServerId);
        }

        foreach (var (at, ids) in again)
        {
            var named = string.Join(", ", ids.Take(NamedInAMessage).Select(id => $"{id} (wave '{earlier[id]}')"));
            errors.Add(
                at,
                RecoveryErrorCode.DuplicateServer,
                $"A plan starts each server once, but an earlier wave has {named}{(ids.Count > NamedInAMessage ? $" and {ids.Count - NamedInAMessage} more" : "")}.");
        }
    }

    private static bool SamePlace(ProtectionGroup one, ProtectionGroup other) =>
        string.Equals(one.AccountId, other.AccountId, StringComparison.Ordinal) && string.Equals(one.Region, other.Region, StringComparison.Ordinal);

    /// <param name="Position">Of the group among the wave's groups, or of the server in the wave's subset.</param>
    private sealed record Member(string ServerId, ProtectionGroup Group, int Position);
}
