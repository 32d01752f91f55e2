namespace DrsDurable.DurableTask.Tests.Operations;

/// <summary>Orchestrators the tests of several operations share.</summary>
internal static class OperationTasks
{
    /// <summary>Waits for the event "go" and returns what it brought.</summary>
    public static DurableTaskRegistry AddListener(this DurableTaskRegistry tasks) =>
        tasks.AddOrchestratorFunc<string>("Listen", context => context.WaitForExternalEvent<string>("go"));

    public static DurableTaskRegistry AddEcho(this DurableTaskRegistry tasks) =>
        tasks.AddOrchestratorFunc<string, string>("Echo", (_, input) => input);

    public static DurableTaskRegistry AddFailing(this DurableTaskRegistry tasks) =>
        tasks.AddOrchestratorFunc<string>("Failing", Task<string> (_) => throw new InvalidOperationException("broken"));

    /// <summary>Starts "Listen" under the id <c>{own id}:child</c> and waits for it.</summary>
    public static DurableTaskRegistry AddParent(this DurableTaskRegistry tasks, string name = "Parent", string child = "Listen") =>
        tasks.AddOrchestratorFunc<string>(name, context => context.CallSubOrchestratorAsync<string>(
            child, null, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}:child")));
}
