namespace DrsDurable.DurableTask;

/// <summary>
/// Names the external event whose payload a type is. Source generators read it, as those of Microsoft.DurableTask do for their
/// typed event methods; nothing at run time does.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = false)]
public sealed class DurableEventAttribute(string? name = null) : Attribute
{
    /// <summary>The empty name stands for the name of the type.</summary>
    public TaskName Name { get; } = name is null ? default : new TaskName(name);
}
