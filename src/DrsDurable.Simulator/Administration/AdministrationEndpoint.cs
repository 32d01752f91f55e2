using System.Globalization;
using System.Net;
using System.Text.Json;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Administration;

/// <summary><c>/_sim/…</c>: clock, faults, transcript, invariants. Unsigned, and only for callers on this machine.</summary>
internal sealed class AdministrationEndpoint(DrsSimulator simulator)
{
    public const string Prefix = "/_sim";

    private const int MaximumBody = 1 << 16;

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            RequireLoopback(context);
            await RouteAsync(context).ConfigureAwait(false);
        }
        catch (ProblemException problem)
        {
            await WriteProblemAsync(context, problem).ConfigureAwait(false);
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        var segments = context.Request.Path.Value![Prefix.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var method = context.Request.Method;
        switch (method, segments)
        {
            case ("GET", ["clock"]):
                await WriteAsync(context, 200, ClockAdministration.Write(simulator)).ConfigureAwait(false);
                break;
            case ("PUT", ["clock"]):
                ClockAdministration.Set(simulator, AdministrationJson.Object(await BodyAsync(context).ConfigureAwait(false)));
                await WriteAsync(context, 200, ClockAdministration.Write(simulator)).ConfigureAwait(false);
                break;
            case ("POST", ["advance"]):
                ClockAdministration.Advance(simulator, AdministrationJson.Object(await BodyAsync(context).ConfigureAwait(false)));
                await WriteAsync(context, 200, ClockAdministration.Write(simulator)).ConfigureAwait(false);
                break;
            case ("POST", ["reset"]):
                simulator.Reset();
                context.Response.StatusCode = 204;
                break;
            case ("GET", ["invariants"]):
                await WriteAsync(context, 200, InvariantsAdministration.Write(simulator)).ConfigureAwait(false);
                break;
            case ("GET", ["transcript"]):
                await WriteAsync(context, 200, TranscriptAdministration.Write(simulator, context.Request.Query)).ConfigureAwait(false);
                break;
            case ("POST", ["faults"]):
                var faultId = simulator.AddFault(await BodyAsync(context).ConfigureAwait(false)).Fault.FaultId;
                context.Response.Headers.Location = $"{Prefix}/faults/{faultId}";
                await WriteAsync(context, 201, FaultAdministration.WriteOne(simulator, faultId)).ConfigureAwait(false);
                break;
            case ("GET", ["faults"]):
                await WriteAsync(context, 200, FaultAdministration.WriteAll(simulator)).ConfigureAwait(false);
                break;
            case ("GET", ["faults", var id]):
                await WriteAsync(context, 200, FaultAdministration.WriteOne(simulator, id)).ConfigureAwait(false);
                break;
            case ("DELETE", ["faults"]):
                simulator.RemoveFaults(null);
                context.Response.StatusCode = 204;
                break;
            case ("DELETE", ["faults", var id]):
                RequireFound(simulator.RemoveFaults(id), id);
                context.Response.StatusCode = 204;
                break;
            case ("POST", ["faults", var id, "release"]):
                RequireFound(simulator.ReleaseFault(id), id);
                await WriteAsync(context, 200, FaultAdministration.WriteOne(simulator, id)).ConfigureAwait(false);
                break;
            default:
                throw new ProblemException(404, "NOT_FOUND", null, $"{method} {context.Request.Path} is not there. Known: GET|PUT {Prefix}/clock, POST {Prefix}/advance, POST {Prefix}/reset, GET {Prefix}/invariants, GET {Prefix}/transcript, GET|POST|DELETE {Prefix}/faults, DELETE {Prefix}/faults/{{faultId}}, POST {Prefix}/faults/{{faultId}}/release.");
        }
    }

    public static void RequireFound(bool found, string faultId)
    {
        if (!found)
        {
            throw new ProblemException(404, "FAULT_NOT_FOUND", "faultId", $"There is no fault {faultId}.");
        }
    }

    /// <summary>A web page open in a browser on this machine reaches loopback too, but not under a loopback name.</summary>
    private static void RequireLoopback(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is { } remote && !IPAddress.IsLoopback(remote))
        {
            throw new ProblemException(403, "NOT_LOOPBACK", null, "Administration is for callers on this machine.");
        }

        var host = context.Request.Host.Host.Trim('[', ']');
        if (host != "localhost" && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
        {
            throw new ProblemException(421, "MISDIRECTED_REQUEST", null, $"{host} is not a loopback name.");
        }
    }

    private static async Task<JsonElement> BodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaximumBody)
        {
            throw new ProblemException(413, "PAYLOAD_TOO_LARGE", null, string.Create(CultureInfo.InvariantCulture, $"At most {MaximumBody} bytes are accepted."));
        }

        try
        {
            using var json = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted).ConfigureAwait(false);
            return json.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new ProblemException(400, "INVALID_JSON", null, $"The body is not JSON: {error.Message}");
        }
    }

    private static async Task WriteAsync(HttpContext context, int status, byte[] body, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static Task WriteProblemAsync(HttpContext context, ProblemException problem)
    {
        using var wire = new WireJson(null, null);
        wire.Json.WriteStartObject();
        wire.Json.WriteString("type", "about:blank");
        wire.Json.WriteString("title", problem.Code);
        wire.Json.WriteNumber("status", problem.Status);
        wire.Json.WriteString("detail", problem.Message);
        wire.Json.WriteString("code", problem.Code);
        wire.Json.WriteString("field", problem.Field);
        wire.Json.WriteEndObject();
        return WriteAsync(context, problem.Status, wire.ToBody(), "application/problem+json");
    }
}
