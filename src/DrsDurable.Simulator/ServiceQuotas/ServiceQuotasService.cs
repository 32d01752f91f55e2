using System.Text.Json;
using DrsDurable.Simulator.Services;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.ServiceQuotas;

/// <summary>Service Quotas, as far as DRS is concerned: JSON 1.1, the operation in X-Amz-Target.</summary>
internal sealed class ServiceQuotasService : SimulatedService
{
    private const string Target = "ServiceQuotasV20190624.";

    public override string SigningName => "servicequotas";

    public override string ActionPrefix => "servicequotas";

    public override IReadOnlyList<string> Served { get; } = ["ListServiceQuotas", "GetServiceQuota"];

    public override IReadOnlyList<string> Paged { get; } = ["ListServiceQuotas"];

    public override ServiceCall Read(string method, string path, string query, Func<string, string?> header, ReadOnlyMemory<byte> body)
    {
        var target = header("x-amz-target") ?? "";
        var name = target.StartsWith(Target, StringComparison.Ordinal) ? target[Target.Length..] : target;
        return new ServiceCall(Served.Contains(name, StringComparer.Ordinal) ? name : null, name, JsonBody.ParseObject(body), null);
    }

    public override OperationResult Execute(OperationContext context) => context.Operation == "ListServiceQuotas" ? List(context) : Get(context);

    public override ServiceError UnknownOperation(string method, string path, ServiceCall call) =>
        new(400, "UnknownOperationException", $"The simulator does not serve {(call.Name.Length == 0 ? "a request without X-Amz-Target" : call.Name)} of Service Quotas; it serves {string.Join(", ", Served)}.");

    public override ServiceError Unreadable(string problem) => new(400, "SerializationException", problem);

    public override ServiceError Localize(ServiceError error) => error.Code switch
    {
        "ValidationException" => error with { Code = "IllegalArgumentException" },
        "ThrottlingException" or "TooManyRequestsException" => error with { Code = "TooManyRequestsException", Status = 429 },
        "MissingAuthenticationTokenException" or "IncompleteSignatureException" or "UnrecognizedClientException" or "InvalidSignatureException" or "ExpiredTokenException" => error with { Status = 400 },
        _ => error with { Status = error.Status < 500 ? 400 : error.Status },
    };

    public override ServiceAnswer Write(string operation, OperationResult result, string requestId) => new(
        result.Status,
        "application/x-amz-json-1.1",
        result.Error is { } error ? JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal) { ["__type"] = error.Code, ["Message"] = error.Message }) : result.Body,
        null,
        result.Error?.RetryAfterSeconds);

    private static OperationResult List(OperationContext context)
    {
        var code = context.Fields.RequiredString("ServiceCode", null, 63);
        var size = context.Fields.OptionalPositiveInteger("MaxResults", 100) ?? (int?)context.TakeFault(Faults.FaultKind.PageSize)?.Size ?? 100;
        var token = context.Fields.OptionalString("NextToken", null, 2048);
        if (context.Fields.Error is { } error)
        {
            return error;
        }

        if (code != DrsQuotas.ServiceCode)
        {
            return NoService(code!);
        }

        long after = 0;
        if (token is not null && !NextToken.TryRead(token, context.Cell.Name, out after))
        {
            return new ServiceError(400, "InvalidPaginationTokenException", "Invalid token was provided.");
        }

        var all = DrsQuotas.Of(context.World.Options.Quotas);
        var page = all.Skip((int)after).Take(size).ToList();
        using var wire = context.Wire();
        wire.Json.WriteStartObject();
        wire.Json.WriteStartArray("Quotas");
        page.ForEach(quota => Write(wire, context, quota));
        wire.Json.WriteEndArray();
        if (after + page.Count < all.Count)
        {
            wire.Json.WriteString("NextToken", NextToken.Create(context.Cell.Name, after + page.Count));
        }

        wire.Json.WriteEndObject();
        return new OperationResult(200, wire.ToBody());
    }

    private static OperationResult Get(OperationContext context)
    {
        var service = context.Fields.RequiredString("ServiceCode", null, 63);
        var code = context.Fields.RequiredString("QuotaCode", null, 128);
        if (context.Fields.Error is { } error)
        {
            return error;
        }

        if (service != DrsQuotas.ServiceCode)
        {
            return NoService(service!);
        }

        if (DrsQuotas.Of(context.World.Options.Quotas).FirstOrDefault(quota => quota.Code == code) is not { } found)
        {
            return new ServiceError(400, "NoSuchResourceException", $"The request failed because the specified quota {code} does not exist.");
        }

        using var wire = context.Wire();
        wire.Json.WriteStartObject();
        wire.Json.WritePropertyName("Quota");
        Write(wire, context, found);
        wire.Json.WriteEndObject();
        return new OperationResult(200, wire.ToBody());
    }

    private static ServiceError NoService(string code) => new(400, "NoSuchResourceException", $"The request failed because the specified service {code} does not exist here: the simulator knows the quotas of drs.");

    private static void Write(WireJson wire, OperationContext context, DrsQuota quota)
    {
        var json = wire.Json;
        json.WriteStartObject();
        json.WriteBoolean("Adjustable", quota.Adjustable);
        json.WriteBoolean("GlobalQuota", false);
        json.WriteString("QuotaArn", $"arn:{context.Cell.Partition}:servicequotas:{context.Cell.Region}:{context.Cell.Account.Id}:{DrsQuotas.ServiceCode}/{quota.Code}");
        json.WriteString("QuotaCode", quota.Code);
        json.WriteString("QuotaName", quota.Name);
        json.WriteString("ServiceCode", DrsQuotas.ServiceCode);
        json.WriteString("ServiceName", "AWS Elastic Disaster Recovery (DRS)");
        json.WriteString("Unit", "None");
        json.WriteNumber("Value", quota.Value);
        json.WriteEndObject();
    }
}
