namespace DrsDurable.DurableTask.Client;

public class PurgeResult(int count, bool? isComplete)
{
    public PurgeResult(int count)
        : this(count, null)
    {
    }

    public int PurgedInstanceCount { get; } = count;

    /// <summary>False if the time-out ended it before everything was purged; <see langword="null"/> if unknown. Instances that have
    /// not ended, and with recursion trees of which something has not, are passed over and do not count.</summary>
    public bool? IsComplete { get; } = isComplete;
}
