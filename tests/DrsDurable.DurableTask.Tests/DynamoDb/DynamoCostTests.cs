using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.DynamoDb;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;

namespace DrsDurable.DurableTask.Tests.DynamoDb;

/// <summary>What the hub's work costs in write and read units, by DynamoDB's rules, index entries included.</summary>
[NeedsDynalite]
public sealed class DynamoCostTests : IAsyncLifetime
{
    private const int Steps = 50;

    private readonly VirtualTimeProvider clock = new();
    private WeakDynamoDb weak = null!;
    private HubProcess process = null!;

    public async Task InitializeAsync()
    {
        var options = await DynamoTables.NewAsync();
        weak = new WeakDynamoDb(options.CreateClient(), 1);
        process = await HubProcess.StartAsync(HubMedium.OpenTable(weak.Client, options, clock), clock, Tasks);
        weak.Consumed.Reset();
    }

    public async Task DisposeAsync() => await process.DisposeAsync();

    [Fact]
    public async Task A_sequential_step_costs_little_more_than_its_append()
    {
        await RunAsync("Sequence", "a");

        Report("sequence", Steps);
        (weak.Consumed.WriteUnits / Steps).Should().BeLessThanOrEqualTo(1.2);
    }

    [Fact]
    public async Task A_child_costs_its_creation_its_turns_its_answer_and_its_end()
    {
        await RunAsync("Parent", "p");

        Report("child", Steps);
        (weak.Consumed.WriteUnits / Steps).Should().BeLessThanOrEqualTo(16);
    }

    [Fact]
    public async Task An_event_costs_its_message_its_turn_and_its_deletion()
    {
        await process.Client.CreateInstanceAsync(new CreateInstanceRequest("l", "Listener"), default);
        await process.Hub.WhenIdleAsync(default);
        weak.Consumed.Reset();
        for (var i = 0; i < Steps; i++)
        {
            await process.Client.RaiseEventAsync("l", "go", "1", null, default);
            await process.Hub.WhenIdleAsync(default);
        }

        Report("event", Steps);
        (weak.Consumed.WriteUnits / Steps).Should().BeLessThanOrEqualTo(4.2);
    }

    [Fact]
    public async Task An_idle_hub_costs_nothing()
    {
        await RunAsync("Sequence", "a");
        weak.Consumed.Reset();

        await process.Hub.WhenIdleAsync(default);

        weak.Consumed.Requests.Should().Be(0);
    }

    private static void Tasks(DurableTaskRegistry tasks) => tasks
        .AddActivityFunc<string, string>("Hello", (_, name) => $"Hello {name}")
        .AddOrchestratorFunc("Sequence", async context =>
        {
            for (var i = 0; i < Steps; i++)
            {
                await context.CallActivityAsync<string>("Hello", "Tokyo");
            }
        })
        .AddOrchestratorFunc("Child", context => Task.CompletedTask)
        .AddOrchestratorFunc("Parent", async context =>
        {
            for (var i = 0; i < Steps; i++)
            {
                await context.CallSubOrchestratorAsync("Child");
            }
        })
        .AddOrchestratorFunc("Listener", async context =>
        {
            for (var i = 0; i < Steps; i++)
            {
                await context.WaitForExternalEvent<int>("go");
            }
        });

    private async Task RunAsync(string name, string id)
    {
        await process.Client.CreateInstanceAsync(new CreateInstanceRequest(id, name), default);
        await process.Client.WaitForCompletionAsync(id, includePayloads: false, default);
        await process.Hub.WhenIdleAsync(default);
    }

    private void Report(string what, int count) => CaseLog.For("dynamodb-units.txt").Append(
        FormattableString.Invariant($"{what}: {weak.Consumed.WriteUnits / count:0.00} write units, {weak.Consumed.ReadUnits / count:0.00} read units, {(double)weak.Consumed.Requests / count:0.00} requests each; {weak.Consumed}"));
}
