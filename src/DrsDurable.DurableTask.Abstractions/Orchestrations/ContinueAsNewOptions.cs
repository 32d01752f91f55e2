namespace DrsDurable.DurableTask;

public class ContinueAsNewOptions
{
    public object? NewInput { get; set; }

    /// <summary>Whether external events nobody has received go on to the next generation, in order. Default true.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;

    /// <summary>The version of the next generation; <see langword="null"/> keeps the present one.</summary>
    public string? NewVersion { get; set; }
}
