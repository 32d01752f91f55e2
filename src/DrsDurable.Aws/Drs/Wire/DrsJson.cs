using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Wire;

/// <summary>The bodies of requests and responses: members in camel case, absent when unset, unknown ones ignored.</summary>
internal static class DrsJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new ConstantClassConverter() },
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
