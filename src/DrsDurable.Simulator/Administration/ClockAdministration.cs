using DrsDurable.Simulator.Clock;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Administration;

/// <summary><c>{now,timeScale,step}</c>.</summary>
internal static class ClockAdministration
{
    public static byte[] Write(DrsSimulator simulator)
    {
        using var wire = new WireJson(null, null);
        wire.Json.WriteStartObject();
        wire.Json.WriteString("now", WireTime.Iso(simulator.Now));
        if (simulator.Clock?.State is { } state)
        {
            wire.Json.WriteNumber("timeScale", state.TimeScale);
            wire.Json.WriteBoolean("step", state.Step);
        }
        else
        {
            wire.Json.WriteNull("timeScale");
            wire.Json.WriteNull("step");
        }

        if (simulator.NextDue is { } due)
        {
            wire.Json.WriteString("nextDue", WireTime.Iso(due));
        }
        else
        {
            wire.Json.WriteNull("nextDue");
        }

        wire.Json.WriteEndObject();
        return wire.ToBody();
    }

    public static void Set(DrsSimulator simulator, AdministrationJson json)
    {
        json.AllowOnly(["now", "timeScale", "step"]);
        var clock = OwnClock(simulator);
        var scale = json.Optional("timeScale")?.Number(1e-6, ClockState.MaximumTimeScale);
        var step = json.Optional("step")?.Boolean();
        var now = json.Optional("now")?.Time();
        try
        {
            clock.Set(now, scale, step);
        }
        catch (ArgumentOutOfRangeException error) when (error.ParamName == "now")
        {
            throw ProblemException.Invalid("now", "simulated time cannot go back");
        }
    }

    public static void Advance(DrsSimulator simulator, AdministrationJson json)
    {
        json.AllowOnly(["seconds"]);
        OwnClock(simulator).Advance(TimeSpan.FromSeconds(json.Required("seconds").Number(0, 1e9)));
    }

    private static SimulatedClock OwnClock(DrsSimulator simulator) => simulator.Clock
        ?? throw new ProblemException(409, "CLOCK_NOT_OWNED", null, "Simulated time comes from the process this simulator runs in: move it there.");
}
