using System.Buffers;
using System.Text.Json;

namespace DrsDurable.Simulator.Wire;

/// <summary>Writes a response body. Members that hold an enum go through <see cref="Enum"/>, where a fault may put a value no client knows.</summary>
internal sealed class WireJson : IDisposable
{
    /// <summary>Response members that hold an enum, which <c>unknownEnum</c> can be aimed at.</summary>
    public static readonly IReadOnlyList<string> EnumMembers =
        ["status", "type", "initiatedBy", "launchStatus", "event", "lastLaunchResult", "dataReplicationState", "ec2InstanceState", "replicationDirection", "originEnvironment"];

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly string? _unknownMember;
    private readonly string? _unknownValue;

    public WireJson(string? unknownMember, string? unknownValue)
    {
        Json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
        _unknownMember = unknownMember;
        _unknownValue = unknownValue;
    }

    public Utf8JsonWriter Json { get; }

    public void Enum(string member, string value) => Json.WriteString(member, member == _unknownMember ? _unknownValue : value);

    public void Time(string member, DateTimeOffset time) => Json.WriteString(member, WireTime.Format(time));

    public void Tags(string member, IEnumerable<KeyValuePair<string, string>> tags)
    {
        Json.WriteStartObject(member);
        foreach (var (key, value) in tags)
        {
            Json.WriteString(key, value);
        }

        Json.WriteEndObject();
    }

    public byte[] ToBody()
    {
        Json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    public void Dispose() => Json.Dispose();
}
