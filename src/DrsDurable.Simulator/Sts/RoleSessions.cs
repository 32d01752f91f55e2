using System.Globalization;
using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.Randomness;

namespace DrsDurable.Simulator.Sts;

/// <summary>Sessions by access key. An expired one is kept for half a day, so that its credentials are told to be expired and not unknown.</summary>
internal sealed class RoleSessions
{
    private static readonly TimeSpan _kept = TimeSpan.FromHours(12);

    private readonly Dictionary<string, RoleSession> _sessions = new(StringComparer.Ordinal);
    private long _issued;

    public RoleSession? Find(string accessKeyId) => _sessions.GetValueOrDefault(accessKeyId);

    public void Add(RoleSession session, DateTimeOffset now)
    {
        _issued++;
        foreach (var ended in _sessions.Values.Where(old => old.ExpiresAt + _kept < now).ToList())
        {
            _sessions.Remove(ended.AccessKeyId);
        }

        _sessions[session.AccessKeyId] = session;
    }

    /// <summary>Credentials of the next session: they follow from the seed and how many there were before.</summary>
    public (string AccessKeyId, string SecretAccessKey, string SessionToken) NextCredentials(SeededDraw draw, string role)
    {
        var entity = string.Create(CultureInfo.InvariantCulture, $"{role}#{_issued + 1}");
        return ("ASIA" + draw.Hex("", entity, "accessKeyId", 16).ToUpperInvariant(), draw.Hex("", entity, "secretAccessKey", 40), "sim//" + draw.Hex("", entity, "sessionToken", 64));
    }

    public void Reset()
    {
        _sessions.Clear();
        _issued = 0;
    }

    /// <summary>Whom a session speaks for.</summary>
    public static Principal PrincipalOf(RoleSession session, AccountDefinition account, RoleDefinition role) => new(
        account,
        $"arn:aws:sts::{account.Id}:assumed-role/{role.Name}/{session.SessionName}",
        $"{RoleId(account, role)}:{session.SessionName}",
        role.Policies,
        role.Arn(account.Id))
    {
        SessionPolicy = session.Policy is { } policy ? PolicyReader.Parse("session policy", policy) : null,
        SourceIdentity = session.SourceIdentity,
        Tags = session.Tags ?? new Dictionary<string, string>(StringComparer.Ordinal),
    };

    public static string RoleId(AccountDefinition account, RoleDefinition role) => "AROA" + new SeededDraw(0).Hex("", role.Arn(account.Id), "roleId", 17).ToUpperInvariant();
}
