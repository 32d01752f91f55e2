using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using DrsDurable.Recovery.Errors;
using Microsoft.Net.Http.Headers;

namespace DrsDurable.Host.Requests;

/// <summary>Reads the body of a command: one JSON object of at most 1 MiB.</summary>
public static class JsonBody
{
    public const int Largest = 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    /// <param name="known">Names of the fields the body may have, without regard to case.</param>
    /// <param name="ignored">Names that it may have too, because a reply has them; what they say does not count.</param>
    /// <exception cref="RecoveryException">UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE or INVALID_JSON; what is wrong inside is in the result's errors.</exception>
    public static async Task<JsonFields> ReadAsync(
        HttpRequest request, IReadOnlyList<string> known, IReadOnlyList<string> ignored, CancellationToken cancellationToken)
    {
        if (await ReadOptionalAsync(request, known, ignored, cancellationToken) is { } fields)
        {
            return fields;
        }

        throw new RecoveryException(RecoveryErrorCode.InvalidJson, $"The body is empty: send a JSON object with {string.Join(", ", known)}.");
    }

    /// <returns><see langword="null"/> when there is no body.</returns>
    /// <exception cref="RecoveryException">As <see cref="ReadAsync"/>.</exception>
    public static async Task<JsonFields?> ReadOptionalAsync(
        HttpRequest request, IReadOnlyList<string> known, IReadOnlyList<string> ignored, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var declared = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type : null;
        var isJson = declared is not null
            && declared.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!declared.Charset.HasValue || declared.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isJson && !string.IsNullOrEmpty(request.ContentType))
        {
            throw NotJson(request.ContentType);
        }

        var bytes = await ReadBytesAsync(request, cancellationToken);
        if (bytes.IsEmpty)
        {
            return null;
        }

        return isJson ? JsonFields.Of(Parse(bytes), known, ignored) : throw NotJson("none");
    }

    /// <summary>For commands that say everything by their path: no body, or an empty object.</summary>
    /// <exception cref="RecoveryException">As <see cref="ReadAsync"/>, or INVALID_FIELD when there is a field.</exception>
    public static async Task ReadNoneAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await ReadOptionalAsync(request, [], [], cancellationToken) is { } fields)
        {
            var errors = new FieldErrors();
            errors.AddRange(fields.Errors);
            errors.ThrowIfAny();
        }
    }

    public static RecoveryException TooLarge() => new(
        RecoveryErrorCode.PayloadTooLarge, $"The body is larger than {Largest.ToString(CultureInfo.InvariantCulture)} bytes (1 MiB): divide the request.");

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Largest)
        {
            throw TooLarge();
        }

        var bytes = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await request.Body.ReadAsync(bytes.GetMemory(16 * 1024), cancellationToken);
            if (read == 0)
            {
                return bytes.WrittenMemory;
            }

            bytes.Advance(read);
            if (bytes.WrittenCount > Largest)
            {
                throw TooLarge();
            }
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span is [0xEF, 0xBB, 0xBF, ..])
        {
            bytes = bytes[3..];
        }

        if (!Utf8.IsValid(bytes.Span))
        {
            throw new RecoveryException(RecoveryErrorCode.InvalidJson, "The body is not UTF-8.");
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new RecoveryException(RecoveryErrorCode.InvalidJson, "The body is not a JSON object: begin it with { and end it with }.");
        }
        catch (JsonException error)
        {
            var reason = error.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0];
            throw new RecoveryException(
                RecoveryErrorCode.InvalidJson,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The body is not JSON at line {(error.LineNumber ?? 0) + 1}, byte {(error.BytePositionInLine ?? 0) + 1}: {reason}"));
        }
    }

    private static RecoveryException NotJson(string contentType) => new(
        RecoveryErrorCode.UnsupportedMediaType,
        $"The body's Content-Type is {Recovery.Validation.TextRules.Shown(contentType)}: commands are taken as application/json only.",
        "Content-Type");
}
