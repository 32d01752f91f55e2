using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DrsDurable.DurableTask;

/// <summary>Why a task failed, as it is recorded: the exception itself does not travel.</summary>
/// <param name="ErrorType">Full type name of the exception, or a reserved word such as <c>ActivityTaskNotFound</c>.</param>
/// <param name="Properties">What the worker's <c>IExceptionPropertiesProvider</c> told of the exception: texts, numbers
/// (<see cref="double"/>), flags, nulls, lists and dictionaries of them. <see langword="null"/> without a provider.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new TaskFailureDetails(
            exception.GetType().ToString(),
            exception.Message,
            exception.StackTrace,
            exception switch
            {
                TaskFailedException failed => failed.FailureDetails,
                { InnerException: { } inner } => FromException(inner),
                _ => null,
            },
            null);
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    /// <inheritdoc cref="IsCausedBy(Type)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T), Assembly.GetCallingAssembly());

    /// <summary>
    /// Whether the exception was of this type or one derived from it. False if no loaded assembly has a type of that name.
    /// </summary>
    /// <exception cref="AmbiguousMatchException">Several loaded assemblies have one.</exception>
    /// <exception cref="ArgumentException">The type asked for is not an exception.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException($"'{targetBaseExceptionType}' is not an exception type.", nameof(targetBaseExceptionType));
        }

        return IsCausedBy(targetBaseExceptionType, Assembly.GetCallingAssembly());
    }

    [SuppressMessage("Trimming", "IL2026", Justification = "A type that was trimmed away answers false, as an unknown one does.")]
    private bool IsCausedBy(Type target, Assembly caller)
    {
        if (string.IsNullOrEmpty(ErrorType))
        {
            return false;
        }

        var type = Type.GetType(ErrorType, throwOnError: false)
            ?? target.Assembly.GetType(ErrorType, throwOnError: false)
            ?? caller.GetType(ErrorType, throwOnError: false)
            ?? OnlyLoadedType(ErrorType);
        return type is not null && target.IsAssignableFrom(type);
    }

    private static Type? OnlyLoadedType(string name)
    {
        var types = AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetType(name, throwOnError: false))
            .OfType<Type>()
            .Distinct()
            .Take(2)
            .ToList();
        return types.Count < 2
            ? types.FirstOrDefault()
            : throw new AmbiguousMatchException(
                $"Several loaded assemblies have a type '{name}' ({types[0].Assembly.GetName().Name}, {types[1].Assembly.GetName().Name}). Compare ErrorType instead.");
    }
}
