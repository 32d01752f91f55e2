using System.Buffers.Text;
using System.Globalization;
using System.Text;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Host.Runtime;

/// <summary>The query parameters of the list of instances, as Durable Functions names them.</summary>
internal static class InstanceFilter
{
    public const string ContinuationHeader = "x-ms-continuation-token";
    private const int MostInstances = 1000;
    private static readonly string[] Known = ["instanceIdPrefix", "createdTimeFrom", "createdTimeTo", "runtimeStatus", "showInput", "top", "taskHub", "connection", "code"];

    /// <exception cref="RecoveryException">INVALID_FIELD at the parameter.</exception>
    public static InstanceQuery Of(HttpRequest request)
    {
        if (request.Query.Keys.FirstOrDefault(key => !Known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw Wrong(unknown, $"'{TextRules.Shown(unknown)}' is no filter: use {string.Join(", ", Known.Take(6))}.");
        }

        return new InstanceQuery(
            Time(request, "createdTimeFrom"),
            Time(request, "createdTimeTo"),
            Statuses(request),
            Text(request, "instanceIdPrefix"),
            Top(request),
            Flag(request, "showInput", byDefault: true),
            Continuation(request));
    }

    public static bool Flag(HttpRequest request, string name, bool byDefault = false) => Text(request, name) switch
    {
        null => byDefault,
        var text when bool.TryParse(text, out var wanted) => wanted,
        var text => throw Wrong(name, $"{name} is '{TextRules.Shown(text)}': use true or false."),
    };

    /// <summary>As it may stand in a header or a path, whatever the instance ids are.</summary>
    public static string Encode(string token) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token));

    /// <returns><see langword="null"/> if it is not what <see cref="Encode"/> gave.</returns>
    public static string? Decode(string text)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(text));
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static string? Continuation(HttpRequest request)
    {
        var text = request.Headers[ContinuationHeader].ToString();
        return text.Length == 0 ? null : Decode(text) ?? throw UnknownContinuation();
    }

    public static RecoveryException UnknownContinuation() =>
        Wrong(ContinuationHeader, $"{ContinuationHeader} is not one this host gave: begin again without it.");

    private static IReadOnlyCollection<InstanceStatus>? Statuses(HttpRequest request)
    {
        if (Text(request, "runtimeStatus") is not { } text)
        {
            return null;
        }

        return
        [
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name =>
                !char.IsAsciiDigit(name[0]) && name[0] != '-' && Enum.TryParse<InstanceStatus>(name, ignoreCase: true, out var status)
                    ? status
                    : throw Wrong("runtimeStatus", $"'{TextRules.Shown(name)}' is no runtime status: use {string.Join(", ", Enum.GetNames<InstanceStatus>())}.")),
        ];
    }

    private static int Top(HttpRequest request) => Text(request, "top") switch
    {
        null => 100,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top is >= 1 and <= MostInstances => top,
        var text => throw Wrong("top", $"top is '{TextRules.Shown(text)}': give a number from 1 to {MostInstances}."),
    };

    private static DateTime? Time(HttpRequest request, string name) => Text(request, name) switch
    {
        null => null,
        var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time.UtcDateTime,
        var text => throw Wrong(name, $"{name} is '{TextRules.Shown(text)}': use a time such as 2030-01-31T12:00:00Z."),
    };

    private static string? Text(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static RecoveryException Wrong(string field, string message) => new(RecoveryErrorCode.InvalidField, message, field);
}
