using DrsDurable.Simulator.Services;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Iam;

internal sealed class IamService : QueryService
{
    public const string ApiVersion = "2010-05-08";

    public override string SigningName => "iam";

    public override string ActionPrefix => "iam";

    public override IReadOnlyList<string> Served { get; } = ["SimulatePrincipalPolicy"];

    protected override string Namespace => "https://iam.amazonaws.com/doc/2010-05-08/";

    public override bool AuthorizesItself(string operation) => true;

    public override OperationResult Execute(OperationContext context) => SimulatePrincipalPolicy.Execute(context);
}
