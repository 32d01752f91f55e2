namespace DrsDurable.DurableTask.Worker.Replay;

/// <summary>
/// An orchestrator awaited something its context did not make. Such a wait cannot be replayed, and nothing durable would ever
/// end it. It is noticed when the orchestrator waits and nothing it scheduled is outstanding, when its code is continued by
/// another thread, and when its context is used from another thread.
/// </summary>
public sealed class NonDurableAwaitException(string message) : InvalidOperationException(message)
{
    private const string Remedy =
        "An orchestrator may await only tasks made by its TaskOrchestrationContext: move I/O, Task.Run and Task.Delay into an activity or use CreateTimer, and leave out ConfigureAwait(false).";

    internal static NonDurableAwaitException NothingOutstanding(string name) =>
        new($"Orchestrator '{name}' waits, but nothing it could durably wait for is outstanding. {Remedy}");

    internal static NonDurableAwaitException WokenFromOutside(string name) =>
        new($"Orchestrator '{name}' was continued from outside the durable task framework. {Remedy}");

    internal static NonDurableAwaitException OtherThread() =>
        new($"An orchestration context was used from another thread than its orchestrator's, or outside of a turn. {Remedy}");
}
