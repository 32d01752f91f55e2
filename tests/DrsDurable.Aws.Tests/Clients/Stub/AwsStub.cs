using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Aws.Tests.Clients.Stub;

/// <summary>An HTTP server on loopback that records what arrives and answers from a script; the last answer of the script is repeated.</summary>
internal sealed class AwsStub : IAsyncDisposable
{
    public const string AccessKeyId = "AKIDSTUB";
    public const string Secret = "stub/secret+key";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<RecordedRequest> requests = new();
    private readonly ConcurrentQueue<Answer> script = new();
    private Answer last = Answers.Json("{}");

    private AwsStub(WebApplication app)
    {
        this.app = app;
    }

    public delegate Task Answer(HttpContext context);

    /// <summary>Secrets by access key id.</summary>
    public ConcurrentDictionary<string, string> Secrets { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal) { [AccessKeyId] = Secret });

    public IReadOnlyList<RecordedRequest> Requests => [.. requests];

    public Uri Url => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<AwsStub> StartAsync(params Answer[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var stub = new AwsStub(builder.Build());
        foreach (var answer in answers)
        {
            stub.script.Enqueue(answer);
        }

        stub.app.Run(stub.HandleAsync);
        await stub.app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal);
        var signature = SignatureVerdict.Of(context.Request.Method, target, headers, body.ToArray(), id => Secrets.GetValueOrDefault(id));
        requests.Enqueue(new RecordedRequest(context.Request.Method, target, headers, body.ToArray(), signature));

        if (script.TryDequeue(out var next))
        {
            last = next;
        }

        await last(context);
    }
}
