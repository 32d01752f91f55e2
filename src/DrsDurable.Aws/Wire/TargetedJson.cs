using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace DrsDurable.Aws.Wire;

/// <summary>The JSON 1.1 protocol: a POST to the root path, the operation in X-Amz-Target, members as the properties are named.</summary>
internal static class TargetedJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepModelledMembers } },
    };

    public static byte[] Write(AmazonWebServiceRequest request) => JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), Options);

    public static T? Read<T>(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize<T>(body, Options);

    private static void KeepModelledMembers(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].AttributeProvider is MemberInfo { DeclaringType: { } declaring } && declaring.Assembly == typeof(AmazonWebServiceRequest).Assembly)
            {
                type.Properties.RemoveAt(i);
            }
        }
    }
}

/// <param name="target">Such as ServiceQuotasV20190624.GetServiceQuota.</param>
internal sealed class TargetedJsonMarshaller(string service, string target) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input) => new DefaultRequest(input, service)
    {
        HttpMethod = HttpMethod.Post.Method,
        ResourcePath = "/",
        Content = TargetedJson.Write(input),
        Headers =
        {
            ["Content-Type"] = "application/x-amz-json-1.1",
            ["X-Amz-Target"] = target,
        },
    };
}

internal sealed class TargetedJsonUnmarshaller<TResponse>(Func<string, Exception?, ErrorType, string?, string?, HttpStatusCode, AmazonServiceException> makeError) : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        try
        {
            return TargetedJson.Read<TResponse>(ReadBody(input)) ?? new TResponse();
        }
        catch (JsonException unreadable)
        {
            throw new AmazonUnmarshallingException(input.ResponseData.GetHeaderValue("x-amzn-RequestId"), unreadable.Path, unreadable, input.ResponseData.StatusCode);
        }
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var body = Parse(ReadBody(input));
        var code = (Text(body, "__type") ?? input.ResponseData.GetHeaderValue("x-amzn-ErrorType"))?.Split(':')[0].Split('#')[^1];
        return makeError(
            Text(body, "Message") ?? Text(body, "message") ?? $"The service answered {(int)statusCode} without a readable error message.",
            innerException,
            (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender,
            string.IsNullOrEmpty(code) ? null : code,
            input.ResponseData.GetHeaderValue("x-amzn-RequestId"),
            statusCode);
    }

    private static string? Text(JsonElement body, string member) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Parse(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // A gateway answers with HTML or nothing at all; the status then has to tell what happened.
            return default;
        }
    }

    private static byte[] ReadBody(JsonUnmarshallerContext context)
    {
        using var copy = new MemoryStream();
        context.Stream.CopyTo(copy);
        return copy.ToArray();
    }
}
