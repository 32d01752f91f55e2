namespace DrsDurable.DurableTask;

/// <summary>
/// A class-based orchestrator. Its code is replayed, so it must be deterministic: it awaits only tasks made by its
/// <see cref="TaskOrchestrationContext"/> and reads time, random ids and everything of the outside only through it.
/// </summary>
public abstract class TaskOrchestrator<TInput, TOutput> : ITaskOrchestrator
{
    Type ITaskOrchestrator.InputType => typeof(TInput);

    Type ITaskOrchestrator.OutputType => typeof(TOutput);

    public abstract Task<TOutput> RunAsync(TaskOrchestrationContext context, TInput input);

    // No ConfigureAwait(false): this runs as part of the orchestrator.
    async Task<object?> ITaskOrchestrator.RunAsync(TaskOrchestrationContext context, object? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await RunAsync(context, TaskInput.Cast<TInput>(input));
    }
}
