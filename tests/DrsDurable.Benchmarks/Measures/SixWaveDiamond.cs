using DrsDurable.Testing.Drills;

namespace DrsDurable.Benchmarks.Measures;

/// <summary>The large drill: 200 servers in a diamond of six waves.</summary>
internal static class SixWaveDiamond
{
    public const int Servers = 200;

    public static Task<string> CreateAsync(DrillWorld world) => world.CreatePlanAsync("diamond",
    [
        new("base", [.. Enumerable.Range(1, 20)], []),
        new("left", [.. Enumerable.Range(21, 40)], ["base"]),
        new("middle", [.. Enumerable.Range(61, 40)], ["base"]),
        new("right", [.. Enumerable.Range(101, 40)], ["base"]),
        new("join", [.. Enumerable.Range(141, 40)], ["left", "middle", "right"]),
        new("top", [.. Enumerable.Range(181, 20)], ["join"]),
    ]);
}
