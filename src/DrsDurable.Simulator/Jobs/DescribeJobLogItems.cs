using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Jobs;

/// <summary>Lists what happened in a job, oldest first.</summary>
internal static class DescribeJobLogItems
{
    public static OperationResult Execute(OperationContext context)
    {
        var jobID = context.Fields.RequiredString("jobID", RequestFields.JobID);
        var page = Page.Read(context, jobID ?? "");
        if (context.Fields.Error is { } error)
        {
            return error;
        }

        if (context.Cell.Job(jobID!) is not { } job)
        {
            return ServiceError.NotFound("Job", jobID!);
        }

        var start = (int)Math.Min(page.After + 1 ?? 0, job.Log.Count);
        var items = Enumerable.Range(start, job.Log.Count - start);
        return page.Write(context, jobID!, items, index => index, (wire, index) => JobWire.Write(wire, job.Log[index]));
    }
}
