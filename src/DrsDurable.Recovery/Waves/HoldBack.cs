using DrsDurable.Recovery.Executions;

namespace DrsDurable.Recovery.Waves;

/// <summary>
/// Payload of the event <c>HoldBack</c> from an execution to its waves and from a wave to its jobs: what DRS has not taken yet is not launched any more.
/// What runs, runs on.
/// </summary>
/// <param name="EndAs">What becomes of the servers held back: CANCELLED by a person, SKIPPED by a plan that stops.</param>
public sealed record HoldBack(ServerStatus EndAs, string? Reason)
{
    public const string EventName = "HoldBack";
}
