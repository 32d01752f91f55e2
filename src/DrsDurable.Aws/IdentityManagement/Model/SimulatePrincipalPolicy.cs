using Amazon.Runtime;

namespace DrsDurable.Aws.IdentityManagement.Model;

/// <summary>Asks what policies say of actions on resources; nothing is done.</summary>
public sealed class SimulatePrincipalPolicyRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>ARN of the role or user whose policies are asked.</summary>
    public string? PolicySourceArn { get; set; }

    /// <summary>Such as ec2:DeleteVolume.</summary>
    public List<string>? ActionNames { get; set; }

    /// <summary>Default: *.</summary>
    public List<string>? ResourceArns { get; set; }

    public List<ContextEntry>? ContextEntries { get; set; }

    /// <summary>Further policies to count in, as JSON.</summary>
    public List<string>? PolicyInputList { get; set; }

    public string? CallerArn { get; set; }

    public string? ResourceOwner { get; set; }

    public int? MaxItems { get; set; }

    public string? Marker { get; set; }
}

public sealed class ContextEntry
{
    /// <summary>Such as aws:ViaAWSService or aws:ResourceTag/KEY.</summary>
    public string? ContextKeyName { get; set; }

    public List<string>? ContextKeyValues { get; set; }

    public ContextKeyTypeEnum? ContextKeyType { get; set; }
}

public sealed class SimulatePrincipalPolicyResponse : AmazonWebServiceResponse
{
    public List<EvaluationResult>? EvaluationResults { get; set; }

    public bool? IsTruncated { get; set; }

    public string? Marker { get; set; }
}

public sealed class EvaluationResult
{
    public string? EvalActionName { get; set; }

    public string? EvalResourceName { get; set; }

    public PolicyEvaluationDecisionType? EvalDecision { get; set; }

    public List<Statement>? MatchedStatements { get; set; }

    /// <summary>Condition keys of the policies for which the request gave no value.</summary>
    public List<string>? MissingContextValues { get; set; }
}

public sealed class Statement
{
    public string? SourcePolicyId { get; set; }

    public PolicySourceType? SourcePolicyType { get; set; }
}
