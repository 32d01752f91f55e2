using Amazon.Runtime;

namespace DrsDurable.Aws.IdentityManagement;

public class PolicyEvaluationDecisionType : ConstantClass
{
    public static readonly PolicyEvaluationDecisionType Allowed = new("allowed");
    public static readonly PolicyEvaluationDecisionType ExplicitDeny = new("explicitDeny");
    public static readonly PolicyEvaluationDecisionType ImplicitDeny = new("implicitDeny");

    public PolicyEvaluationDecisionType(string value)
        : base(value)
    {
    }

    public static PolicyEvaluationDecisionType FindValue(string value) => FindValue<PolicyEvaluationDecisionType>(value);

    public static implicit operator PolicyEvaluationDecisionType(string value) => FindValue(value);
}

public class ContextKeyTypeEnum : ConstantClass
{
    public static readonly ContextKeyTypeEnum Boolean = new("boolean");
    public static readonly ContextKeyTypeEnum BooleanList = new("booleanList");
    public static readonly ContextKeyTypeEnum Date = new("date");
    public static readonly ContextKeyTypeEnum DateList = new("dateList");
    public static readonly ContextKeyTypeEnum Ip = new("ip");
    public static readonly ContextKeyTypeEnum IpList = new("ipList");
    public static readonly ContextKeyTypeEnum Numeric = new("numeric");
    public static readonly ContextKeyTypeEnum NumericList = new("numericList");
    public static readonly ContextKeyTypeEnum String = new("string");
    public static readonly ContextKeyTypeEnum StringList = new("stringList");

    public ContextKeyTypeEnum(string value)
        : base(value)
    {
    }

    public static ContextKeyTypeEnum FindValue(string value) => FindValue<ContextKeyTypeEnum>(value);

    public static implicit operator ContextKeyTypeEnum(string value) => FindValue(value);
}

public class PolicySourceType : ConstantClass
{
    public static readonly PolicySourceType Group = new("group");
    public static readonly PolicySourceType None = new("none");
    public static readonly PolicySourceType Role = new("role");
    public static readonly PolicySourceType User = new("user");
    public static readonly PolicySourceType UserManaged = new("user-managed");
    public static readonly PolicySourceType AwsManaged = new("aws-managed");
    public static readonly PolicySourceType Resource = new("resource");

    public PolicySourceType(string value)
        : base(value)
    {
    }

    public static PolicySourceType FindValue(string value) => FindValue<PolicySourceType>(value);

    public static implicit operator PolicySourceType(string value) => FindValue(value);
}
