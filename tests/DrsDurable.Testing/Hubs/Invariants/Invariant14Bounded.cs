namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>At rest no batch of a closed generation is kept.</summary>
internal sealed class Invariant14Bounded() : HubInvariant(14)
{
    public override IEnumerable<string> AtRest(HubModel end) => end.Lives
        .Where(life => life is { IsGone: false, IsQuarantined: false } && life.State.Head.Sequence >= 0 && life.TrimmedBelow < life.State.Head.Generation)
        .Select(life => $"{life} is in generation {life.State.Head.Generation} and keeps batches from generation {life.TrimmedBelow}");
}
