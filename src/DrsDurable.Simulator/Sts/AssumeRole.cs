using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.Services;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Sts;

/// <summary>
/// Begins a session of a role. Two policies decide: the caller's own must allow sts:AssumeRole on the role, unless both are of one account and the trust policy
/// names the caller; the role's trust policy must allow the caller, with its external id. Which of them refused, or whether the role exists, is not told.
/// </summary>
internal static partial class AssumeRole
{
    private const int MinimumSeconds = 900;
    private const int MaximumSeconds = 43_200;
    private const int ChainedSeconds = 3600;

    public static OperationResult Execute(OperationContext context)
    {
        var query = context.Query;
        var roleArn = query.Required("RoleArn", 20, 2048);
        var sessionName = query.Required("RoleSessionName", 2, 64, Name());
        var externalId = query.Text("ExternalId", 2, 1224, ExternalId());
        var duration = query.Integer("DurationSeconds", MinimumSeconds, MaximumSeconds);
        var sourceIdentity = query.Text("SourceIdentity", 2, 64, Name());
        var policy = query.Text("Policy", 1, 2048);
        var tags = ReadTags(query);
        if (query.Error is { } invalid)
        {
            return invalid;
        }

        if (query.Unknown is { } unknown)
        {
            return new ServiceError(400, "ValidationError", $"The simulator does not know the parameter {unknown} of AssumeRole.");
        }

        if (policy is not null && PolicyProblem(policy) is { } malformed)
        {
            return new ServiceError(400, "MalformedPolicyDocument", malformed);
        }

        var caller = context.Caller;
        if (FindRole(context, roleArn) is not { } found || !Allowed(caller, found.Account, found.Role, externalId, sessionName, sourceIdentity ?? caller.SourceIdentity, tags))
        {
            return ServiceError.AccessDenied(caller.Arn, "sts:AssumeRole", roleArn);
        }

        var chained = caller.RoleArn is not null;
        var seconds = duration ?? ChainedSeconds;
        if (chained && seconds > ChainedSeconds)
        {
            return new ServiceError(400, "ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
        }

        if (seconds > found.Role.MaxSessionSeconds)
        {
            return new ServiceError(400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }

        var (accessKeyId, secret, token) = context.World.Sessions.NextCredentials(context.World.Draw, roleArn);
        var session = new RoleSession(accessKeyId, secret, token, found.Account.Id, found.Role.Name, sessionName, WholeSeconds(context.Now.AddSeconds(seconds)))
        {
            SourceIdentity = sourceIdentity ?? caller.SourceIdentity,
            Policy = policy,
            Tags = tags.Count > 0 ? tags : null,
        };
        context.Change(new SessionIssued(session, context.Now));
        return Write(session, found.Account, found.Role);
    }

    private static (AccountDefinition Account, RoleDefinition Role)? FindRole(OperationContext context, string roleArn)
    {
        foreach (var account in context.World.Accounts)
        {
            if (account.Roles.FirstOrDefault(role => role.Arn(account.Id) == roleArn) is { } role)
            {
                return (account, role);
            }
        }

        return null;
    }

    private static bool Allowed(
        Principal caller, AccountDefinition account, RoleDefinition role, string? externalId, string sessionName, string? sourceIdentity, Dictionary<string, string> tags)
    {
        var actions = new List<string> { "sts:AssumeRole" };
        if (sourceIdentity is not null)
        {
            actions.Add("sts:SetSourceIdentity");
        }

        if (tags.Count > 0)
        {
            actions.Add("sts:TagSession");
        }

        return actions.TrueForAll(action => Allowed(caller, account, role, Request(action)));

        AccessRequest Request(string action)
        {
            var request = new AccessRequest(action, role.Arn(account.Id)).With("sts:RoleSessionName", sessionName).WithRequestTags(tags);
            request = externalId is null ? request : request.With("sts:ExternalId", externalId);
            return sourceIdentity is null ? request : request.With("sts:SourceIdentity", sourceIdentity);
        }
    }

    private static bool Allowed(Principal caller, AccountDefinition account, RoleDefinition role, AccessRequest request)
    {
        var trust = PolicyEvaluator.Decide([role.TrustPolicy], caller.Describe(request) with { Principals = caller.Names });
        if (!trust.IsAllowed)
        {
            return false;
        }

        var own = caller.Decide(request);
        var named = account.Id == caller.Account.Id
            && trust.Statements.Any(found => found.Statement.Principals!.Any(principal => principal == caller.Arn || principal == caller.RoleArn));
        return own.IsAllowed || (named && own.Verdict != AccessVerdict.ExplicitDeny);
    }

    private static Dictionary<string, string> ReadTags(QueryFields query)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in query.Structures("Tags.member"))
        {
            tags[tag.Required("Key", 1, 128)] = tag.Text("Value", 0, 256) ?? "";
        }

        return tags;
    }

    private static string? PolicyProblem(string policy)
    {
        try
        {
            PolicyReader.Parse("Policy", policy);
            return null;
        }
        catch (FleetException problem)
        {
            return problem.Message;
        }
    }

    private static OperationResult Write(RoleSession session, AccountDefinition account, RoleDefinition role)
    {
        var result = new List<XElement>
        {
            new(
                "AssumedRoleUser",
                new XElement("AssumedRoleId", $"{RoleSessions.RoleId(account, role)}:{session.SessionName}"),
                new XElement("Arn", RoleSessions.PrincipalOf(session, account, role).Arn)),
            new(
                "Credentials",
                new XElement("AccessKeyId", session.AccessKeyId),
                new XElement("SecretAccessKey", session.SecretAccessKey),
                new XElement("SessionToken", session.SessionToken),
                new XElement("Expiration", session.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))),
        };
        if (session.Policy is not null || session.Tags is not null)
        {
            result.Add(new XElement("PackedPolicySize", 6));
        }

        if (session.SourceIdentity is { } identity)
        {
            result.Add(new XElement("SourceIdentity", identity));
        }

        return OperationResult.OfXml(result);
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    [GeneratedRegex(@"\A[\w+=,.@-]*\z", RegexOptions.CultureInvariant | RegexOptions.ECMAScript, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[\w+=,.@:\/-]*\z", RegexOptions.CultureInvariant | RegexOptions.ECMAScript, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExternalId();
}
