using System.Text.Json;
using System.Text.Json.Serialization;

namespace DrsDurable.Recovery;

/// <summary>Writes enum values as the API shows them (<c>WAITING_APPROVAL</c>), in every document and payload alike.</summary>
public sealed class UpperSnakeCaseEnum<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false)
    where TEnum : struct, Enum;
