using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Worker;
using DrsDurable.Host.Perimeter;
using DrsDurable.Host.Problems;
using DrsDurable.Recovery;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Storage.Sqlite;
using DrsDurable.Testing.Processes;
using DrsDurable.Testing.Tasks;
using DrsDurable.Testing.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Host.Tests.Api;

/// <summary>The host's routes on a real port, with a real store and a task hub in which nothing runs.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    private readonly TemporaryFolder folder;
    private readonly WebApplication app;

    private ApiHost(TemporaryFolder folder, WebApplication app, RecordingTaskClient tasks, VirtualTimeProvider clock)
    {
        this.folder = folder;
        this.app = app;
        Tasks = tasks;
        Clock = clock;
        Http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    public HttpClient Http { get; }

    public RecordingTaskClient Tasks { get; }

    public VirtualTimeProvider Clock { get; }

    /// <summary>The hub the inspector shows.</summary>
    public TaskHub Hub => app.Services.GetRequiredService<TaskHub>();

    public IHubStore HubStore => app.Services.GetRequiredService<IHubStore>();

    public IRecoveryStore Store => app.Services.GetRequiredService<IRecoveryStore>();

    /// <param name="hubTasks">What the task hub behind the inspector's routes can run; nothing by default. Executions never run in it.</param>
    public static async Task<ApiHost> StartAsync(bool allowRecovery = false, Action<DurableTaskRegistry>? hubTasks = null)
    {
        var folder = new TemporaryFolder();
        var tasks = new RecordingTaskClient();
        var clock = new VirtualTimeProvider();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRecoveryHttp();
        builder.Services.AddSingleton<IRecoveryStore>(SqliteRecoveryStore.Open(folder["recovery.db"]));
        builder.Services.AddSingleton<DurableTaskClient>(tasks);
        builder.Services.AddSqliteTaskHub(folder["hub.db"]);
        if (hubTasks is not null)
        {
            builder.Services.AddDurableTaskWorker(worker => worker.AddTasks(hubTasks));
        }

        builder.Services.AddRecoveryCommands(clock, new LaunchPolicy(allowRecovery));
        var app = builder.Build();
        app.UseProblemReplies();
        app.UseLoopbackPerimeter();
        app.MapRecoveryHttp();
        await app.StartAsync();
        return new ApiHost(folder, app, tasks, clock);
    }

    public static string Server(int number) => $"s-{number:x17}";

    /// <summary>Sends text as application/json.</summary>
    public Task<ApiReply> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return SendAsync(request);
    }

    public async Task<ApiReply> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new ApiReply((int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType, text);
    }

    public Task<ApiReply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiReply> PostAsync(string path, string? json = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, json, headers);

    public Task<ApiReply> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

    public Task<ApiReply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Makes a group and returns its id.</summary>
    public async Task<string> GroupAsync(string name, params int[] servers)
    {
        var made = await PostAsync(
            "/protection-groups",
            $$"""{"groupName":"{{name}}","accountId":"111122223333","region":"us-east-1","sourceServerIds":[{{string.Join(",", servers.Select(server => $"\"{Server(server)}\""))}}]}""");
        made.Status.Should().Be(201, made.Text);
        return (string)made.Json["groupId"]!;
    }

    /// <summary>Makes a plan with one wave of that group and returns its id.</summary>
    public async Task<string> PlanAsync(string name, string groupId)
    {
        var made = await PostAsync("/recovery-plans", $$"""{"planName":"{{name}}","waves":[{"waveName":"Database","protectionGroupIds":["{{groupId}}"]}]}""");
        made.Status.Should().Be(201, made.Text);
        return (string)made.Json["planId"]!;
    }

    public async Task<string> ScheduleAsync(string name, string planId)
    {
        var made = await PostAsync("/schedules", $$"""{"scheduleName":"{{name}}","planId":"{{planId}}","cron":"0 3 * * SUN"}""");
        made.Status.Should().Be(201, made.Text);
        return (string)made.Json["scheduleId"]!;
    }

    /// <summary>Starts a drill of the plan and returns the execution's id.</summary>
    public async Task<string> DrillAsync(string planId)
    {
        var accepted = await PostAsync($"/recovery-plans/{planId}/execute", "{}");
        accepted.Status.Should().Be(202, accepted.Text);
        return (string)accepted.Json["executionId"]!;
    }

    /// <summary>Everything the API keeps and everything the task hub was told, to compare before and after.</summary>
    public async Task<string> EverythingAsync()
    {
        string[] lists = ["/protection-groups", "/recovery-plans", "/executions", "/schedules"];
        var texts = await Task.WhenAll(lists.Select(async list => (await GetAsync(list)).Text));
        var instances = Tasks.Instances.Select(instance => $"{instance.InstanceId} {instance.RuntimeStatus}").Order(StringComparer.Ordinal);
        return string.Join('\n', [.. texts, .. instances, Tasks.Events.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
    }

    /// <summary>Ends every execution, deletes everything else, and lets the idempotency keys grow old.</summary>
    public async Task ResetAsync()
    {
        foreach (var executionId in await Store.ListHoldingExecutionsAsync(CancellationToken.None))
        {
            await Store.ReleaseAsync(executionId, CancellationToken.None);
        }

        foreach (var (list, id) in ((string, string)[])[("/schedules", "scheduleId"), ("/recovery-plans", "planId"), ("/protection-groups", "groupId")])
        {
            foreach (var item in (await GetAsync($"{list}?limit=100")).Json["items"]!.AsArray())
            {
                (await DeleteAsync($"{list}/{(string)item![id]!}")).Status.Should().Be(204);
            }
        }

        Clock.Advance(TimeSpan.FromHours(25));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        folder.Dispose();
    }
}

public sealed record ApiReply(int Status, HttpResponseHeaders Headers, string? MediaType, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text) ?? throw new InvalidOperationException("The reply is JSON null.");

    public string? Code => (string?)Json["code"];

    public string? Field => (string?)Json["field"];

    public IEnumerable<(string Field, string Code)> Errors =>
        Json["errors"]!.AsArray().Select(error => ((string)error!["field"]!, (string)error["code"]!));
}
