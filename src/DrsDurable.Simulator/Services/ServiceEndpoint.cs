using System.Buffers;
using System.Text;
using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Randomness;
using DrsDurable.Simulator.Signing;
using DrsDurable.Simulator.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace DrsDurable.Simulator.Services;

/// <summary>The services over HTTP: outage, signature, holds, the operation, and the answer as the service's gateway sends it.</summary>
internal sealed class ServiceEndpoint(DrsSimulator simulator, CancellationToken stopping)
{
    private const int MaximumBody = 1 << 20;

    private readonly SignatureVerifier _verifier = new(simulator.FindCredential, simulator.MachineClock);
    private readonly SeededDraw _requestIds = new(simulator.Seed);

    public async Task HandleAsync(HttpContext context)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var rawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var (path, query) = CanonicalRequest.Split(rawTarget);
        var headers = context.Request.Headers;
        string? Header(string name) => headers.TryGetValue(name, out var value) ? string.Join(',', value.ToArray()) : null;
        var scoped = AuthorizationHeader.Parse(headers.Authorization);
        if (await ReadBodyAsync(context.Request, gone.Token).ConfigureAwait(false) is not { } body)
        {
            var oversized = new Call(context, SimulatedServices.For(scoped?.Service, context.Request.ContentType, default), path.Trim('/'), scoped?.Region, gone.Token);
            await RefuseAsync(oversized, null, "", ServiceError.TooLarge(MaximumBody)).ConfigureAwait(false);
            return;
        }

        var service = SimulatedServices.For(scoped?.Service, context.Request.ContentType, body.Span);
        var read = service.Read(context.Request.Method, path, query, Header, body);
        var call = new Call(context, service, read.Name, scoped?.Region, gone.Token);
        var text = Encoding.UTF8.GetString(body.Span);
        if (await OutageAsync(call, text).ConfigureAwait(false))
        {
            return;
        }

        var verification = _verifier.Verify(new SignedRequest(context.Request.Method, rawTarget, Header, body), service.SigningName);
        if (verification is not { Caller: { } caller, Region: { } region })
        {
            await RefuseAsync(call, null, text, verification.Error!).ConfigureAwait(false);
            return;
        }

        var account = caller.Account.Id;
        if (read.Operation is not { } operation)
        {
            await RefuseAsync(call, account, text, service.UnknownOperation(context.Request.Method, path, read)).ConfigureAwait(false);
            return;
        }

        var subjects = RequestSubjects.In(read.Json);
        var scope = new FaultScope(operation, account, region, simulator.ServersOf(account, region, subjects));
        if (!await PassHoldAsync(call, scope, text).ConfigureAwait(false))
        {
            context.Abort();
            return;
        }

        // The instances a request names may have changed while it was held.
        scope = scope with { SourceServerIDs = simulator.ServersOf(account, region, subjects) };
        var executed = simulator.Execute(new VerifiedRequest(caller, region, service, read, text, scope));
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
                simulator.Note(new RefusedRequest(null, call.Region, call.Operation, 503, "ServiceUnavailable", body));
                await SendAsync(call, new ServiceAnswer(503, "text/html", "<html><body><h1>503 Service Unavailable</h1></body></html>"u8.ToArray())).ConfigureAwait(false);
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
        var local = call.Service.Localize(error);
        var seq = simulator.Note(new RefusedRequest(account, call.Region, call.Operation, local.Status, local.Code, body));
        await WriteAsync(call, seq, local).ConfigureAwait(false);
    }

    private async Task WriteAsync(Call call, long seq, OperationResult result)
    {
        var id = _requestIds.Hex(call.Operation, seq.ToString(System.Globalization.CultureInfo.InvariantCulture), "requestId", 32);
        var requestId = $"{id[..8]}-{id[8..12]}-{id[12..16]}-{id[16..20]}-{id[20..]}";
        var response = call.Context.Response;
        response.Headers["x-amzn-RequestId"] = requestId;
        response.Headers["x-amz-apigw-id"] = id[..16];
        response.Headers["X-Amzn-Trace-Id"] = $"Root=1-{id[..8]}-{id[8..]}";
        await SendAsync(call, call.Service.Write(call.Operation, result, requestId)).ConfigureAwait(false);
    }

    private static async Task SendAsync(Call call, ServiceAnswer answer)
    {
        var response = call.Context.Response;
        response.StatusCode = answer.Status;
        if (answer.Code is not null)
        {
            response.Headers["x-amzn-ErrorType"] = answer.Code;
        }

        if (answer.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, call.Gone).ConfigureAwait(false);
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

    /// <param name="Region">As the unverified credential scope says.</param>
    /// <param name="Gone">Cancelled when the client disconnects or the simulator stops.</param>
    private sealed record Call(HttpContext Context, SimulatedService Service, string Operation, string? Region, CancellationToken Gone);
}
