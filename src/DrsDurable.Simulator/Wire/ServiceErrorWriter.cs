using System.Buffers;
using System.Text.Json;

namespace DrsDurable.Simulator.Wire;

/// <summary>Error bodies as DRS sends them: members that carry nothing are there as null.</summary>
internal static class ServiceErrorWriter
{
    public static byte[] Body(ServiceError error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("message", error.Message);
            switch (error.Code)
            {
                case "ConflictException" or "ResourceNotFoundException":
                    json.WriteNull("code");
                    WriteResource(json, error);
                    break;
                case "ServiceQuotaExceededException":
                    json.WriteNull("code");
                    WriteResource(json, error);
                    json.WriteString("serviceCode", "drs");
                    json.WriteString("quotaCode", error.QuotaCode);
                    break;
                case "ThrottlingException":
                    json.WriteString("serviceCode", "drs");
                    json.WriteNull("quotaCode");
                    break;
                case "AccessDeniedException" or "UninitializedAccountException":
                    json.WriteNull("code");
                    break;
                case "ValidationException":
                    json.WriteNull("code");
                    json.WriteString("reason", error.Reason);
                    WriteFields(json, error.Fields ?? []);
                    break;
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteResource(Utf8JsonWriter json, ServiceError error)
    {
        json.WriteString("resourceId", error.ResourceId);
        json.WriteString("resourceType", error.ResourceType);
    }

    private static void WriteFields(Utf8JsonWriter json, IReadOnlyList<FieldError> fields)
    {
        json.WriteStartArray("fieldList");
        foreach (var field in fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteString("message", field.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
