namespace DrsDurable.DurableTask.Client;

/// <summary>An instance of this id is there and its status protects it from being replaced.</summary>
public sealed class OrchestrationAlreadyExistsException(string message) : InvalidOperationException(message);
