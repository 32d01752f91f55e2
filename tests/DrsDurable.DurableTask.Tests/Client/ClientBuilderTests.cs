using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Converters;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Worker.InProcess;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DrsDurable.DurableTask.Tests.Client;

public class ClientBuilderTests
{
    [Fact]
    public async Task A_client_without_a_way_to_its_hub_says_what_is_missing()
    {
        await using var services = new ServiceCollection().AddDurableTaskClient(_ => { }).BuildServiceProvider();

        services.Invoking(s => s.GetRequiredService<DurableTaskClient>()).Should().Throw<InvalidOperationException>().WithMessage("*UseTaskHub*");
    }

    [Fact]
    public async Task Named_clients_are_found_by_name_with_their_own_options()
    {
        var hub = new ScriptedHubClient();
        await using var services = new ServiceCollection()
            .AddSingleton<ITaskHubClient>(hub)
            .AddDurableTaskClient(builder => builder.UseTaskHub())
            .AddDurableTaskClient("other", builder => builder.UseTaskHub().UseDefaultVersion("9"))
            .BuildServiceProvider();
        var provider = services.GetRequiredService<IDurableTaskClientProvider>();

        provider.GetClient().Should().BeSameAs(services.GetRequiredService<DurableTaskClient>());
        await provider.GetClient("other").ScheduleNewOrchestrationInstanceAsync("Main", CancellationToken.None);
        hub.Asked.OfType<CreateInstanceRequest>().Single().Version.Should().Be("9");
        provider.Invoking(p => p.GetClient("nobody")).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task A_build_target_gets_options_of_its_own_that_begin_with_the_common_ones()
    {
        var services = new ServiceCollection();
        services.Configure<OwnOptions>("own", options => options.Address = "somewhere");
        services.AddSingleton<ITaskHubClient>(new ScriptedHubClient());
        services.AddDurableTaskClient("own", builder => builder
            .UseBuildTarget<TaskHubDurableTaskClient, OwnOptions>().UseDefaultVersion("3").Configure(options => options.DataConverter = new JsonDataConverter()));
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IDurableTaskClientProvider>().GetClient("own").Should().BeOfType<TaskHubDurableTaskClient>();
        var own = provider.GetRequiredService<IOptionsMonitor<OwnOptions>>().Get("own");
        (own.Address, own.DefaultVersion).Should().Be(("somewhere", "3"));
        own.DataConverter.Should().NotBeSameAs(JsonDataConverter.Default);
    }

    [Fact]
    public async Task A_data_converter_among_the_services_is_used_unless_one_was_set()
    {
        var hub = new ScriptedHubClient();
        await using var services = new ServiceCollection()
            .AddSingleton<ITaskHubClient>(hub)
            .AddSingleton<DataConverter>(new JsonDataConverter(new System.Text.Json.JsonSerializerOptions(System.Text.Json.JsonSerializerDefaults.Web)))
            .AddDurableTaskClient(builder => builder.UseTaskHub())
            .AddDurableTaskClient("set", builder => builder.UseTaskHub().Configure(options => options.DataConverter = JsonDataConverter.Default))
            .BuildServiceProvider();
        var provider = services.GetRequiredService<IDurableTaskClientProvider>();

        await provider.GetClient().ScheduleNewOrchestrationInstanceAsync("Main", new { Count = 1 });
        await provider.GetClient("set").ScheduleNewOrchestrationInstanceAsync("Main", new { Count = 1 });
        hub.Asked.OfType<CreateInstanceRequest>().Select(request => request.Input).Should().Equal("{\"count\":1}", "{\"Count\":1}");
    }

    private sealed class OwnOptions : DurableTaskClientOptions
    {
        public string Address { get; set; } = string.Empty;
    }
}
