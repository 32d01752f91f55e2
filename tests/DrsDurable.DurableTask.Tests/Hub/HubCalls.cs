using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>Calls the tests of one hub share.</summary>
internal static class HubCalls
{
    public static readonly Action<DurableTaskRegistry> Listener = tasks => tasks
        .AddOrchestratorFunc<string>("Listen", context => context.WaitForExternalEvent<string>("go"));

    public static Task<CreateInstanceResult> StartAsync(VirtualHub hub, string id, string name, string? input = null) =>
        hub.Client.CreateInstanceAsync(new CreateInstanceRequest(id, name, Input: input), default);

    public static async Task<InstanceSnapshot> GetAsync(VirtualHub hub, string id) => (await hub.Client.GetInstanceAsync(id, includePayloads: true, default))!;
}
