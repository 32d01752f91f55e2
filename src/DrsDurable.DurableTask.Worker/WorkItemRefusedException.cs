namespace DrsDurable.DurableTask.Worker;

/// <summary>This worker cannot do this work; the hub should offer it again later, perhaps to another one.</summary>
internal sealed class WorkItemRefusedException(string message) : Exception(message);
