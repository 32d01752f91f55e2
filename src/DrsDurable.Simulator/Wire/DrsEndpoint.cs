using System.Buffers;
using System.Text;
using System.Text.Json;
using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Randomness;
using DrsDurable.Simulator.Signing;
using Microsoft.AspNetCore.Http.Features;

namespace DrsDurable.Simulator.Wire;

/// <summary>The DRS API over HTTP: outage, signature, holds, the operation, and the answer as the service's gateway sends it.</summary>
internal sealed class DrsEndpoint(DrsSimulator simulator, CancellationToken stopping)
{
    private const int MaximumBody = 1 << 20;

    private readonly SignatureVerifier _verifier = new(simulator.Fleet, simulator.MachineClock);
    private readonly SeededDraw _requestIds = new(simulator.Seed);

    public async Task HandleAsync(HttpContext context)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var rawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var (path, query) = CanonicalRequest.Split(rawTarget);
        var operation = DrsOperations.FromRequest(context.Request.Method, path);
        var call = new Call(context, operation ?? path.Trim('/'), AuthorizationHeader.Parse(context.Request.Headers.Authorization)?.Region, gone.Token);
        if (await ReadBodyAsync(context.Request, gone.Token).ConfigureAwait(false) is not { } body)
        {
            await RefuseAsync(call, null, "", ServiceError.TooLarge(MaximumBody)).ConfigureAwait(false);
            return;
        }

        var text = Encoding.UTF8.GetString(body.Span);
        if (await OutageAsync(call, text).ConfigureAwait(false))
        {
            return;
        }

        var headers = context.Request.Headers;
        var verification = _verifier.Verify(new SignedRequest(context.Request.Method, rawTarget, name => headers.TryGetValue(name, out var value) ? string.Join(',', value.ToArray()) : null, body));
        if (verification is not { Account: { } account, Region: { } region })
        {
            await RefuseAsync(call, null, text, verification.Error!).ConfigureAwait(false);
            return;
        }

        if (operation is null)
        {
            await RefuseAsync(call, account.Id, text, ServiceError.UnknownOperation(context.Request.Method, path)).ConfigureAwait(false);
            return;
        }

        using var json = ParseObject(body);
        var members = RestMembers.Merge(operation, path, query, json?.RootElement);
        var subjects = RequestSubjects.In(members);
        var scope = new FaultScope(operation, account.Id, region, simulator.ServersOf(account.Id, region, subjects));
        if (!await PassHoldAsync(call, scope, text).ConfigureAwait(false))
        {
            context.Abort();
            return;
        }

        // The instances a request names may have changed while it was held.
        scope = scope with { SourceServerIDs = simulator.ServersOf(account.Id, region, subjects) };
        var executed = simulator.Execute(new VerifiedRequest(account, region, operation, members, text, scope));
        await AnswerAsync(call, executed).ConfigureAwait(false);
    }

    private async Task AnswerAsync(Call call, ExecutedRequest executed)
    {
        if (executed.Parked is { } parked && !await WaitAsync(executed.HoldId!, parked, call.Gone).ConfigureAwait(false))
        {
            call.Context.Abort();
            return;
        }

        if (executed.Dropped)
        {
            call.Context.Abort();
            return;
        }

        await WriteAsync(call, executed.Seq, executed.Result).ConfigureAwait(false);
    }

    /// <summary>False: the request had no effect and its connection is to be dropped.</summary>
    private async Task<bool> PassHoldAsync(Call call, FaultScope scope, string body)
    {
        if (simulator.TakeEarlyFault(FaultKind.Hold, scope, fault => fault.When == "before") is not { Parked: { } parked } hold)
        {
            return true;
        }

        if (await WaitAsync(hold.Fault.FaultId, parked, call.Gone).ConfigureAwait(false))
        {
            return true;
        }

        simulator.Note(new RefusedRequest(scope.Account, scope.Region, call.Operation, null, "ClientGone", body, [.. scope.SourceServerIDs]));
        return false;
    }

    /// <summary>True when the Region is out and the request has been dealt with.</summary>
    private async Task<bool> OutageAsync(Call call, string body)
    {
        var scope = new FaultScope(call.Operation, null, call.Region, []);
        if (simulator.TakeEarlyFault(FaultKind.RegionOutage, scope) is not { } outage)
        {
            return false;
        }

        switch (outage.Fault.Mode)
        {
            case RegionOutageMode.Html503:
                var html = simulator.Note(new RefusedRequest(null, call.Region, call.Operation, 503, "ServiceUnavailable", body));
                await WriteAsync(call, html, new OperationResult(503, "<html><body><h1>503 Service Unavailable</h1></body></html>"u8.ToArray()), "text/html").ConfigureAwait(false);
                break;
            case RegionOutageMode.Json500:
                var error = new ServiceError(500, "InternalServerException", "An unexpected error occurred.");
                await RefuseAsync(call, null, body, error).ConfigureAwait(false);
                break;
            default:
                var hangs = outage.Parked is not null;
                simulator.Note(new RefusedRequest(null, call.Region, call.Operation, null, hangs ? "NoAnswer" : "ConnectionRefused", body));
                if (outage.Parked is { } parked)
                {
                    await WaitAsync(outage.Fault.FaultId, parked, call.Gone).ConfigureAwait(false);
                }

                call.Context.Abort();
                break;
        }

        return true;
    }

    private async Task<bool> WaitAsync(string faultId, ParkedRequest parked, CancellationToken gone)
    {
        try
        {
            return await parked.WaitAsync(simulator.DomainClock, gone).ConfigureAwait(false) && !gone.IsCancellationRequested;
        }
        finally
        {
            simulator.Unpark(faultId, parked);
        }
    }

    private async Task RefuseAsync(Call call, string? account, string body, ServiceError error)
    {
        var seq = simulator.Note(new RefusedRequest(account, call.Region, call.Operation, error.Status, error.Code, body));
        await WriteAsync(call, seq, error).ConfigureAwait(false);
    }

    private async Task WriteAsync(Call call, long seq, OperationResult result, string contentType = "application/json")
    {
        var response = call.Context.Response;
        var id = _requestIds.Hex(call.Operation, seq.ToString(System.Globalization.CultureInfo.InvariantCulture), "requestId", 32);
        response.StatusCode = result.Status;
        response.Headers["x-amzn-RequestId"] = $"{id[..8]}-{id[8..12]}-{id[12..16]}-{id[16..20]}-{id[20..]}";
        response.Headers["x-amz-apigw-id"] = id[..16];
        response.Headers["X-Amzn-Trace-Id"] = $"Root=1-{id[..8]}-{id[8..]}";
        if (result.Error is { } error)
        {
            response.Headers["x-amzn-ErrorType"] = error.Code;
            if (error.RetryAfterSeconds is { } seconds)
            {
                response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        response.ContentType = contentType;
        response.ContentLength = result.Body.Length;
        await response.Body.WriteAsync(result.Body, call.Gone).ConfigureAwait(false);
    }

    /// <summary>Null when the body is too large.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaximumBody)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 1024) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.GetMemory(1), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return buffer.WrittenMemory;
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > MaximumBody)
            {
                return null;
            }
        }
    }

    private static JsonDocument? ParseObject(ReadOnlyMemory<byte> body)
    {
        try
        {
            // No body is an empty structure: an SDK leaves it out when no member is set.
            var json = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                return json;
            }

            json.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="Region">As the unverified credential scope says.</param>
    /// <param name="Gone">Cancelled when the client disconnects or the simulator stops.</param>
    private sealed record Call(HttpContext Context, string Operation, string? Region, CancellationToken Gone);
}
