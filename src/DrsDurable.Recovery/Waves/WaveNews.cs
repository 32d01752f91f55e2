namespace DrsDurable.Recovery.Waves;

/// <summary>Payload of the events <c>WaveUp</c> and <c>WaveDown</c> that a wave raises to its execution, each at most once and never both.</summary>
public sealed record WaveNews(int Wave, DateTimeOffset At, int ServersLaunched, int ServersFailed)
{
    /// <summary>Every critical server is launched.</summary>
    public const string Up = "WaveUp";

    /// <summary>A critical server has ended otherwise; the rest of the wave runs on.</summary>
    public const string Down = "WaveDown";
}
