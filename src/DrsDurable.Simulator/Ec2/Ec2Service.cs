using System.Text;
using System.Xml.Linq;
using DrsDurable.Simulator.Ec2.Instances;
using DrsDurable.Simulator.Ec2.Network;
using DrsDurable.Simulator.LaunchTemplates;
using DrsDurable.Simulator.Services;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Ec2;

/// <summary>The slice of EC2 around recovery: the EC2 query protocol, whose errors and lists have forms of their own.</summary>
internal sealed class Ec2Service : QueryService
{
    public const string ApiVersion = "2016-11-15";

    private static readonly Dictionary<string, Func<OperationContext, OperationResult>> _operations = new(StringComparer.Ordinal)
    {
        ["DescribeInstances"] = DescribeInstances.Execute,
        ["DescribeInstanceStatus"] = DescribeInstanceStatus.Execute,
        ["DescribeLaunchTemplates"] = DescribeLaunchTemplates.Execute,
        ["DescribeLaunchTemplateVersions"] = DescribeLaunchTemplateVersions.Execute,
        ["CreateLaunchTemplateVersion"] = CreateLaunchTemplateVersion.Execute,
        ["ModifyLaunchTemplate"] = ModifyLaunchTemplate.Execute,
        ["DescribeSubnets"] = DescribeNetwork.Subnets,
        ["DescribeSecurityGroups"] = DescribeNetwork.SecurityGroups,
        ["DescribeInstanceTypeOfferings"] = DescribeNetwork.InstanceTypeOfferings,
        ["CreateTags"] = CreateTags.Execute,
    };

    public override string SigningName => "ec2";

    public override string ActionPrefix => "ec2";

    public override IReadOnlyList<string> Served { get; } = [.. _operations.Keys];

    public override IReadOnlyList<string> Paged { get; } = [.. _operations.Keys.Where(name => name.StartsWith("Describe", StringComparison.Ordinal))];

    protected override string Namespace => "http://ec2.amazonaws.com/doc/2016-11-15/";

    /// <summary>What changes something has a resource to be decided on.</summary>
    public override bool AuthorizesItself(string operation) => !operation.StartsWith("Describe", StringComparison.Ordinal);

    public override OperationResult Execute(OperationContext context) => _operations[context.Operation](context);

    public override ServiceError Unreadable(string problem) => new(400, "InvalidRequest", problem);

    public override ServiceError Localize(ServiceError error) => error.Code switch
    {
        "MissingAuthenticationTokenException" => new(401, "AuthFailure", "AWS was not able to validate the provided access credentials"),
        "UnrecognizedClientException" or "InvalidSignatureException" => new(401, "AuthFailure", "AWS was not able to validate the provided access credentials"),
        "IncompleteSignatureException" => error with { Code = "IncompleteSignature" },
        "ExpiredTokenException" => new(400, "RequestExpired", "Request has expired."),
        "AccessDeniedException" => error with { Code = "UnauthorizedOperation", Message = $"You are not authorized to perform this operation. {error.Message}" },
        "ThrottlingException" or "TooManyRequestsException" => new(503, "RequestLimitExceeded", "Request limit exceeded."),
        "ConstraintViolated" => error with { Code = error.Message.Contains("Value null", StringComparison.Ordinal) ? "MissingParameter" : "InvalidParameterValue" },
        _ => error,
    };

    public override ServiceAnswer Write(string operation, OperationResult result, string requestId) => result.Error is { } error
        ? new ServiceAnswer(result.Status, "text/xml;charset=UTF-8", Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + new XElement(
            "Response",
            new XElement("Errors", new XElement("Error", new XElement("Code", error.Code), new XElement("Message", error.Message))),
            new XElement("RequestID", requestId)).ToString(SaveOptions.DisableFormatting)))
        : Answer(result.Status, new XElement($"{operation}Response", new XElement("requestId", requestId), result.Xml ?? []));
}
