namespace DrsDurable.DurableTask.Client;

public class PurgeResult(int count, bool? isComplete)
{
    public PurgeResult(int count)
        : this(count, null)
    {
    }

    public int PurgedInstanceCount { get; } = count;

    /// <summary>False if there is more to purge; <see langword="null"/> if unknown.</summary>
    public bool? IsComplete { get; } = isComplete;
}
