using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Iam;

/// <summary>Says of each action and resource what the policies of a role or user of the caller's account decide, by the evaluator that decides real calls.</summary>
internal static partial class SimulatePrincipalPolicy
{
    private const int DefaultItems = 100;

    public static OperationResult Execute(OperationContext context)
    {
        var query = context.Query;
        var source = query.Required("PolicySourceArn", 20, 2048);
        var actions = query.List("ActionNames.member");
        var resources = query.List("ResourceArns.member");
        var entries = query.Structures("ContextEntries.member").Select(entry => (Name: entry.Required("ContextKeyName", 5, 256), Values: entry.List("ContextKeyValues.member"), Type: entry.Text("ContextKeyType"))).ToList();
        var added = query.List("PolicyInputList.member");
        var size = (int)(query.Integer("MaxItems", 1, 1000) ?? DefaultItems);
        var marker = query.Text("Marker");
        query.Text("CallerArn");
        query.Text("ResourceOwner");
        if (actions.Count == 0)
        {
            query.Refuse(ServiceError.Constraint(null, "ActionNames", "Member must not be null"));
        }

        if (query.Error is { } invalid)
        {
            return invalid;
        }

        if (query.Unknown is { } unknown)
        {
            return new ServiceError(400, "ValidationError", $"The simulator does not know the parameter {unknown} of SimulatePrincipalPolicy.");
        }

        if (actions.FirstOrDefault(action => !ActionName().IsMatch(action)) is { } wrong)
        {
            return new ServiceError(400, "InvalidInput", $"Invalid action name: {wrong}. An action is a service and a name, without wildcards, such as ec2:DeleteVolume.");
        }

        if (context.Denial(new AccessRequest("iam:SimulatePrincipalPolicy", source)) is { } denied)
        {
            return denied;
        }

        if (Find(context, source) is not { } principal)
        {
            return new ServiceError(404, "NoSuchEntity", $"The entity {source} does not exist in account {context.Caller.Account.Id}.");
        }

        IReadOnlyList<PolicyDocument> further;
        try
        {
            further = [.. added.Index().Select(policy => PolicyReader.Parse(string.Create(CultureInfo.InvariantCulture, $"PolicyInputList.{policy.Index + 1}"), policy.Item))];
        }
        catch (FleetException malformed)
        {
            return new ServiceError(400, "InvalidInput", malformed.Message);
        }

        var asked = principal with { Policies = principal.Policies is null && further.Count == 0 ? null : [.. principal.Policies ?? [], .. further] };
        var questions = actions.SelectMany(action => (resources.Count == 0 ? ["*"] : resources).Select(resource => Question(action, resource, entries.Select(entry => (entry.Name, entry.Values))))).ToList();
        var seal = $"SimulatePrincipalPolicy\n{source}\n{string.Join(',', actions)}\n{string.Join(',', resources)}";
        long after = 0;
        if (marker is not null && !NextToken.TryRead(marker, seal, out after))
        {
            return new ServiceError(400, "InvalidInput", "Marker is not one of this call.");
        }

        var page = questions.Skip((int)after).Take(size).ToList();
        var more = after + page.Count < questions.Count;
        var result = new List<XElement>
        {
            new("EvaluationResults", page.Select(question => Member(asked, question))),
            new("IsTruncated", more ? "true" : "false"),
        };
        if (more)
        {
            result.Add(new XElement("Marker", NextToken.Create(seal, after + page.Count)));
        }

        return OperationResult.OfXml(result);
    }

    private static Principal? Find(OperationContext context, string arn)
    {
        var account = context.Caller.Account;
        if (arn == Principal.User(account).Arn)
        {
            return Principal.User(account);
        }

        return account.Roles.FirstOrDefault(role => role.Arn(account.Id) == arn) is { } found ? new Principal(account, arn, arn, found.Policies, arn) : null;
    }

    private static AccessRequest Question(string action, string resource, IEnumerable<(string Name, IReadOnlyList<string> Values)> entries) => new(action, resource)
    {
        Keys = entries.GroupBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(key => key.Key, key => key.Last().Values, StringComparer.OrdinalIgnoreCase),
    };

    private static XElement Member(Principal principal, AccessRequest question)
    {
        var decision = principal.Decide(question);
        var complete = principal.Describe(question);
        var missing = (principal.Policies ?? [])
            .SelectMany(policy => policy.Statements)
            .Where(statement => statement.AppliesApartFromConditions(complete))
            .SelectMany(statement => statement.Conditions.Select(condition => condition.Key))
            .Where(key => complete.Values(key) is null)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal);
        return new XElement(
            "member",
            new XElement("EvalActionName", question.Action),
            new XElement("EvalResourceName", question.Resource),
            new XElement("EvalDecision", decision.Verdict switch { AccessVerdict.Allowed => "allowed", AccessVerdict.ExplicitDeny => "explicitDeny", _ => "implicitDeny" }),
            new XElement("MatchedStatements", decision.Statements.Select(found => new XElement(
                "member",
                new XElement("SourcePolicyId", found.Statement.Sid is { } sid ? $"{found.Policy.Name}: {sid}" : found.Policy.Name),
                new XElement("SourcePolicyType", principal.RoleArn is null ? "user" : "role")))),
            new XElement("MissingContextValues", missing.Select(key => new XElement("member", key))));
    }

    [GeneratedRegex(@"\A[a-z0-9-]+:[A-Za-z0-9]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ActionName();
}
