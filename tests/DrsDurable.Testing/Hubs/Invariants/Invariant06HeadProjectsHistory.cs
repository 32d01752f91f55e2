using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>A head shows what its history says at some position, and only moves forward; it is final only when the history is and
/// everything was sent.</summary>
internal sealed class Invariant06HeadProjectsHistory() : HubInvariant(6)
{
    public override IEnumerable<string> OnChange(HubModel before, HubTraceEntry change)
    {
        switch (change)
        {
            case HeadWritten { Head: var head }:
                if (before.Life(head.InstanceId, head.Life) is not { } life
                    || !life.Projections.TryGetValue((head.Generation, head.Sequence), out var truth))
                {
                    yield return $"the head of {head.InstanceId} shows {head.Generation}/{head.Sequence}, which is not committed";
                    break;
                }

                if (head.Status != truth.Status || head.CustomStatus != truth.CustomStatus || head.CompletedAt != truth.CompletedAt)
                {
                    yield return $"the head of {life} shows {head.Status} at {head.Generation}/{head.Sequence}, its history says {truth.Status}";
                }

                if (head.ComparePosition(life.Shown) <= 0)
                {
                    yield return $"the head of {life} went back from {life.Shown.Generation}/{life.Shown.Sequence} to {head.Generation}/{head.Sequence}";
                }

                break;
            case InstanceDeactivated left when before.Life(left.InstanceId, left.Life) is { } ended:
                if (ended.State.Completion is null || !ended.Shown.IsTerminal)
                {
                    yield return $"{ended} left the active list before it had ended";
                }

                foreach (var outbound in ended.Owed.Where(item => !Invariant13NothingLeftOver.IsSent(before, item)))
                {
                    yield return $"{ended} left the active list before it had sent {outbound}";
                }

                break;
        }
    }
}
