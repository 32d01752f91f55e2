using System.Globalization;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace DrsDurable.Aws.Drs.Wire;

/// <summary>
/// Turns an error answer into its exception. The code is taken from the header x-amzn-ErrorType, then from the body's <c>__type</c>, then from its
/// <c>code</c>: DRS's own errors have a modelled member of that last name, which need not hold the name of the error.
/// </summary>
internal static class DrsErrorReader
{
    public const string RequestIdHeader = "x-amzn-RequestId";

    public static AmazonServiceException Read(IWebResponseData response, ReadOnlyMemory<byte> content, Exception inner, HttpStatusCode status)
    {
        var body = Parse(content);
        var code = Bare(response.GetHeaderValue("x-amzn-ErrorType")) ?? Bare(Text(body, "__type")) ?? Bare(Text(body, "code")) ?? Bare(Text(body, "Code"));
        var message = Text(body, "message") ?? Text(body, "Message")
            ?? $"The service answered {(int)status} without a readable error message.";
        var requestId = response.GetHeaderValue(RequestIdHeader);
        var type = (int)status >= 500 ? ErrorType.Receiver : ErrorType.Sender;

        AmazonDrsException error = code switch
        {
            nameof(ConflictException) => new ConflictException(message, inner, type, code, requestId, status)
            {
                Code = Text(body, "code"),
                ResourceId = Text(body, "resourceId"),
                ResourceType = Text(body, "resourceType"),
            },
            nameof(ServiceQuotaExceededException) => new ServiceQuotaExceededException(message, inner, type, code, requestId, status)
            {
                Code = Text(body, "code"),
                ResourceId = Text(body, "resourceId"),
                ResourceType = Text(body, "resourceType"),
                ServiceCode = Text(body, "serviceCode"),
                QuotaCode = Text(body, "quotaCode"),
            },
            nameof(ThrottlingException) => new ThrottlingException(message, inner, type, code, requestId, status)
            {
                ServiceCode = Text(body, "serviceCode"),
                QuotaCode = Text(body, "quotaCode"),
                RetryAfterSeconds = Header(response, "Retry-After"),
            },
            nameof(ResourceNotFoundException) => new ResourceNotFoundException(message, inner, type, code, requestId, status)
            {
                Code = Text(body, "code"),
                ResourceId = Text(body, "resourceId"),
                ResourceType = Text(body, "resourceType"),
            },
            nameof(ValidationException) => new ValidationException(message, inner, type, code, requestId, status)
            {
                Code = Text(body, "code"),
                Reason = Text(body, "reason") is { } reason ? ValidationExceptionReason.FindValue(reason) : null,
                FieldList = Fields(body),
            },
            nameof(AccessDeniedException) => new AccessDeniedException(message, inner, type, code, requestId, status) { Code = Text(body, "code") },
            nameof(UninitializedAccountException) => new UninitializedAccountException(message, inner, type, code, requestId, status) { Code = Text(body, "code") },
            nameof(InternalServerException) => new InternalServerException(message, inner, type, code, requestId, status)
            {
                RetryAfterSeconds = long.TryParse(Header(response, "Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null,
            },
            _ => new AmazonDrsException(message, inner, type, code, requestId, status),
        };
        return error;
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // A gateway answers with HTML or nothing at all; status and headers then have to tell what happened.
            return default;
        }
    }

    private static string? Header(IWebResponseData response, string name) => response.GetHeaderValue(name) is { Length: > 0 } value ? value : null;

    /// <summary>The name without namespace (<c>com.amazonaws.drs#</c>) and without the address that gateways append after a colon.</summary>
    private static string? Bare(string? code)
    {
        if (string.IsNullOrEmpty(code))
        {
            return null;
        }

        var end = code.IndexOf(':', StringComparison.Ordinal);
        code = end < 0 ? code : code[..end];
        code = code[(code.LastIndexOf('#') + 1)..].Trim();
        return code.Length == 0 ? null : code;
    }

    private static string? Text(JsonElement body, string member)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(member, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            _ => value.GetRawText(),
        };
    }

    private static List<ValidationExceptionField>? Fields(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("fieldList", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        return [.. list.EnumerateArray().Select(field => new ValidationExceptionField { Name = Text(field, "name"), Message = Text(field, "message") })];
    }
}
