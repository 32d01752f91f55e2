using DrsDurable.Simulator.Jobs;

namespace DrsDurable.Simulator;

/// <summary>How a simulator is set up.</summary>
public sealed record SimulatorOptions
{
    /// <summary>A fleet file, or the name of a shipped fleet; null = <c>three-tier</c>.</summary>
    public string? Fleet { get; init; }

    /// <summary>Every random value follows from it. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Simulated seconds for each machine second, when the simulator has its own clock. Default 1.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>True: time stands still until it is advanced. Default false.</summary>
    public bool Step { get; init; }

    /// <summary>Directory whose <c>simulator</c> folder holds the event log; null keeps everything in memory.</summary>
    public string? DataPath { get; init; }

    /// <summary>Items on a page when a request names no maxResults. Default 50.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>Service quotas of every account and Region.</summary>
    public Quotas Quotas { get; init; } = new();
}
