namespace DrsDurable.DurableTask;

/// <summary>Names a class-based orchestrator or activity. Without it, or without a name, the class name is used.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class DurableTaskAttribute(string? name = null) : Attribute
{
    public TaskName Name { get; } = name is null ? default : new TaskName(name);

    public string? Version { get; set; }
}
