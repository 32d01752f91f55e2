namespace DrsDurable.DurableTask.Worker;

/// <summary>
/// A service that tells what to record of an exception besides type, message and stack. What it returns is found in
/// <see cref="TaskFailureDetails.Properties"/>.
/// </summary>
public interface IExceptionPropertiesProvider
{
    /// <returns>Texts, numbers, flags, nulls, lists and dictionaries of them; <see langword="null"/> to record nothing.</returns>
    IDictionary<string, object?>? GetExceptionProperties(Exception exception);
}
