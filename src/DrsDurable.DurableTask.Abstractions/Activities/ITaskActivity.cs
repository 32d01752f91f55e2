namespace DrsDurable.DurableTask;

/// <summary>An activity as the worker sees it. Write one by deriving from <see cref="TaskActivity{TInput, TOutput}"/>.</summary>
public interface ITaskActivity
{
    Type InputType { get; }

    Type OutputType { get; }

    Task<object?> RunAsync(TaskActivityContext context, object? input);
}
