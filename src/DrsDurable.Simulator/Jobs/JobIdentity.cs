using System.Globalization;
using DrsDurable.Simulator.Randomness;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Jobs;

/// <summary>A job's id follows from its servers and how often each has been in a job: not from the order in which jobs arrive.</summary>
internal static class JobIdentity
{
    public static string For(OperationContext context, string type, IEnumerable<string> servers)
    {
        var entity = string.Join(',', servers.Order(StringComparer.Ordinal)
            .Select(id => string.Create(CultureInfo.InvariantCulture, $"{id}#{context.Cell.Server(id)!.JobCount}")));
        return ResourceIds.Job(context.World.Draw, context.Cell.Name, context.Cell.Region, $"{type}:{entity}");
    }

    /// <summary>The error for an id that a list names twice; null when it names none twice.</summary>
    public static ServiceError? Repeated(IReadOnlyList<string> ids, string list, string member)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, id) in ids.Index())
        {
            if (!seen.Add(id))
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]{(member.Length == 0 ? "" : "." + member)}");
                return ServiceError.InvalidFields([new FieldError(path, $"is there twice: {id}")]);
            }
        }

        return null;
    }
}
