namespace DrsDurable.DurableTask.Worker.InProcess;

/// <summary>The hub has too much unfinished work to take on more. Nothing was created.</summary>
public sealed class TaskHubBusyException(string instanceId)
    : InvalidOperationException($"Instance '{instanceId}' was not created: the task hub has too much unfinished work. Try again later.");
