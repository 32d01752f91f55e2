using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Administration;

/// <summary><c>{violations:[]}</c>.</summary>
internal static class InvariantsAdministration
{
    public static byte[] Write(DrsSimulator simulator)
    {
        using var wire = new WireJson(null, null);
        wire.Json.WriteStartObject();
        wire.Json.WriteStartArray("violations");
        foreach (var violation in simulator.Violations)
        {
            wire.Json.WriteStringValue(violation);
        }

        wire.Json.WriteEndArray();
        wire.Json.WriteEndObject();
        return wire.ToBody();
    }
}
