namespace DrsDurable.DurableTask;

internal static class TaskInput
{
    /// <exception cref="ArgumentException">The input is of another type, or null where <typeparamref name="T"/> cannot be null.</exception>
    public static T Cast<T>(object? input) => input switch
    {
        T typed => typed,
        null when default(T) is null => default!,
        null => throw new ArgumentException($"This task needs an input of type '{typeof(T)}', and was called without one.", nameof(input)),
        _ => throw new ArgumentException($"This task needs an input of type '{typeof(T)}', and was called with a '{input.GetType()}'.", nameof(input)),
    };
}
