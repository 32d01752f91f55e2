using DrsDurable.Simulator.Services;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Sts;

internal sealed class StsService : QueryService
{
    public const string ApiVersion = "2011-06-15";

    private const string AssumeRole = "AssumeRole";
    private const string GetCallerIdentity = "GetCallerIdentity";

    public override string SigningName => "sts";

    public override string ActionPrefix => "sts";

    public override IReadOnlyList<string> Served { get; } = [AssumeRole, GetCallerIdentity];

    protected override string Namespace => "https://sts.amazonaws.com/doc/2011-06-15/";

    /// <summary>AssumeRole has a policy on either side; GetCallerIdentity cannot be denied.</summary>
    public override bool AuthorizesItself(string operation) => true;

    public override OperationResult Execute(OperationContext context) => context.Operation switch
    {
        AssumeRole => Sts.AssumeRole.Execute(context),
        _ => Sts.GetCallerIdentity.Execute(context),
    };
}
