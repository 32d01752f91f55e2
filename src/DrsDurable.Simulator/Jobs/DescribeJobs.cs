using System.Globalization;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Jobs;

/// <summary>Lists jobs, latest first. Ids that are not there are passed over.</summary>
internal static class DescribeJobs
{
    public static OperationResult Execute(OperationContext context)
    {
        var filters = context.Fields.Structure("filters");
        var ids = filters.Strings("jobIDs", RequestFields.JobID, 0, 1000);
        var from = filters.OptionalTime("fromDate");
        var to = filters.OptionalTime("toDate");
        var filter = string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', ids)}|{from:O}|{to:O}");
        var page = Page.Read(context, filter);
        if (context.Fields.Error is { } error)
        {
            return error;
        }

        var jobs = ids.Count > 0
            ? ids.Distinct(StringComparer.Ordinal).Select(context.Cell.Job).OfType<Job>().OrderByDescending(job => job.Position)
            : LatestFirst(context.Cell.Jobs, page.After);
        var selected = jobs
            .Where(job => page.After is not { } after || job.Position < after)
            .Where(job => !(job.CreatedAt > to))
            .TakeWhile(job => !(job.CreatedAt < from));
        return page.Write(context, filter, selected, job => job.Position, (wire, job) => JobWire.Write(wire, context.Cell, job, context.Now));
    }

    private static IEnumerable<Job> LatestFirst(IReadOnlyList<Job> jobs, long? before)
    {
        for (var position = (int)Math.Min(before ?? jobs.Count, jobs.Count) - 1; position >= 0; position--)
        {
            yield return jobs[position];
        }
    }
}
