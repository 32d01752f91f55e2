namespace DrsDurable.DurableTask;

/// <summary>Turns inputs, outputs, events and custom statuses into the text that is stored. Null and no text are each other.</summary>
public abstract class DataConverter
{
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(value))]
    public abstract string? Serialize(object? value);

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(data))]
    public abstract object? Deserialize(string? data, Type targetType);

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(data))]
    public virtual T? Deserialize<T>(string? data) => data is null ? default : (T?)Deserialize(data, typeof(T));
}
