using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>One of the rules of design/engine-hazards.md, "Invariants to test", checked on everything that was done to a store.</summary>
/// <param name="number">As there.</param>
internal abstract class HubInvariant(int number)
{
    public int Number => number;

    /// <summary>Holds on every prefix: called for each change, with what had been done before it.</summary>
    /// <returns>What the change breaks.</returns>
    public virtual IEnumerable<string> OnChange(HubModel before, HubTraceEntry change) => [];

    /// <summary>Holds once everything has come to rest.</summary>
    public virtual IEnumerable<string> AtRest(HubModel end) => [];
}
