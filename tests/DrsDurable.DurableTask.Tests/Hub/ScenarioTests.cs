using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Hub;

public sealed class ScenarioTests
{
    [Theory]
    [InlineData(HubStoreKind.Sqlite)]
    [InlineData(HubStoreKind.Weak)]
    public async Task A_sequence_of_activities_completes_with_its_result(HubStoreKind store)
    {
        await using var hub = await VirtualHub.StartAsync(store, tasks => tasks
            .AddActivityFunc<int, int>("Double", (_, value) => value * 2)
            .AddOrchestratorFunc<int, int>("Sequence", async (context, value) =>
            {
                for (var i = 0; i < 3; i++)
                {
                    value = await context.CallActivityAsync<int>("Double", value);
                }

                return value;
            }));

        await hub.Client.CreateInstanceAsync(new CreateInstanceRequest("a", "Sequence", Input: "5"), default);
        await hub.RunToRestAsync();

        var instance = await hub.Client.GetInstanceAsync("a", includePayloads: true, default);
        instance!.Status.Should().Be(InstanceStatus.Completed);
        instance.Output.Should().Be("40");
    }
}
