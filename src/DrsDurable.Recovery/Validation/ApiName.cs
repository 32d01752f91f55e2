using System.Text.Json;

namespace DrsDurable.Recovery.Validation;

/// <summary>The name of an enum value in the API: <c>AtEnd</c> is <c>AT_END</c>.</summary>
public static class ApiName
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString());
}
