using System.Xml.Linq;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Sts;

/// <summary>Says who signed. No permission is needed.</summary>
internal static class GetCallerIdentity
{
    public static OperationResult Execute(OperationContext context) => OperationResult.OfXml(
    [
        new XElement("Arn", context.Caller.Arn),
        new XElement("UserId", context.Caller.UserId),
        new XElement("Account", context.Caller.Account.Id),
    ]);
}
