using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>An instance rebuilt from its history.</summary>
/// <param name="Unsent">What it sent that is not known to have arrived, in order.</param>
/// <param name="Stored">What was found beside the history; its head is perhaps behind that.</param>
internal sealed record LoadedInstance(InstanceState State, IReadOnlyList<Outbound> Unsent, StoredInstance Stored);

/// <summary>Reads an instance: from the generation its head shows, forward over closing batches, to the end.</summary>
internal static class InstanceLoader
{
    /// <exception cref="UndecodableContentException">A batch cannot be read, or one is missing.</exception>
    public static Task<LoadedInstance> LoadAsync(IHubStore store, StoredInstance stored, TaskHubLimits limits, CancellationToken cancellationToken) =>
        LoadAsync(store, stored, limits, Safeguards.All, cancellationToken);

    /// <inheritdoc cref="LoadAsync(IHubStore, StoredInstance, TaskHubLimits, CancellationToken)"/>
    public static async Task<LoadedInstance> LoadAsync(
        IHubStore store, StoredInstance stored, TaskHubLimits limits, Safeguards safeguards, CancellationToken cancellationToken)
    {
        var head = stored.Head;
        var state = new InstanceState(head, stored.Payloads.Input) { Safeguards = safeguards };
        var unsent = new List<(BatchMark Mark, Outbound Outbound)>();
        while (true)
        {
            var generation = state.Head.Generation;
            var batches = await store.ReadGenerationAsync(head.InstanceId, head.Life, generation, cancellationToken).ConfigureAwait(false);
            if (batches.Count > 0)
            {
                // The last batch knows best what has arrived: only what lies behind that is worked out once more.
                var sentThrough = BatchCodec.Decode(batches[^1].Content).SentThrough;
                unsent.RemoveAll(item => item.Mark.CompareTo(sentThrough) <= 0);
                foreach (var read in batches)
                {
                    if (read.Key != state.NextKey)
                    {
                        throw new UndecodableContentException($"batch {state.NextKey} is missing; the next one there is {read.Key}");
                    }

                    var batch = BatchCodec.Decode(read.Content);
                    if (!safeguards.FollowsClosingBatches)
                    {
                        batch = batch with { Close = null };
                    }

                    var mark = new BatchMark(read.Key.Generation, read.Key.Sequence);
                    if (mark.CompareTo(sentThrough) > 0)
                    {
                        unsent.AddRange(Outbox.Of(state, batch, limits).Select(outbound => (mark, outbound)));
                    }

                    state.Apply(batch, read.WriterId, read.Content.Length);
                }
            }

            if (state.Head.Generation == generation)
            {
                if (state.Head.ComparePosition(head) < 0)
                {
                    throw new UndecodableContentException(
                        $"the history ends at {generation}/{state.Head.Sequence} but the head has seen {head.Generation}/{head.Sequence}");
                }

                return new LoadedInstance(state, safeguards.SendsAgain ? [.. unsent.Select(item => item.Outbound)] : [], stored);
            }
        }
    }
}
