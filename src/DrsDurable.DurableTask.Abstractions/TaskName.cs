namespace DrsDurable.DurableTask;

/// <summary>The name of an orchestrator or activity. Compared without regard to case, as Microsoft.DurableTask does.</summary>
public readonly struct TaskName(string name) : IEquatable<TaskName>
{
    /// <summary>The empty string for <c>default(TaskName)</c>.</summary>
    public string Name => name ?? string.Empty;

    public static implicit operator string(TaskName value) => value.Name;

    public static implicit operator TaskName(string value) => string.IsNullOrEmpty(value) ? default : new TaskName(value);

    public static bool operator ==(TaskName a, TaskName b) => a.Equals(b);

    public static bool operator !=(TaskName a, TaskName b) => !a.Equals(b);

    public bool Equals(TaskName other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is TaskName other && Equals(other);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Name;
}
