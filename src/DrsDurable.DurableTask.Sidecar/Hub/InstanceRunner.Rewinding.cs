using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Waking a failed instance.</content>
internal sealed partial class InstanceRunner
{
    private int rewoundTried;

    private async Task<RewindPlan> PlanRewindAsync()
    {
        var chosen = State.Rewound[rewoundTried];
        return State.PlanRewind(chosen, await Commit.FindLostAsync(State, chosen).ConfigureAwait(false));
    }

    private bool TryNextRewound(TurnInput input)
    {
        if (input.Plan is null || rewoundTried + 1 >= State.Rewound.Count)
        {
            return false;
        }

        rewoundTried++;
        return true;
    }

    /// <summary>An ended instance is in memory only because something might wake it; if nothing does, it leaves again.</summary>
    private async Task<bool> EndedAsync(TurnInput input)
    {
        if (input.AnswerTo is { } parent)
        {
            await Commit.AnswerAsync(State, parent).ConfigureAwait(false);
        }

        if (input.Rewind is { } rewind && await ActivateAsync().ConfigureAwait(false))
        {
            rewoundTried = 0;
            var more = await CommitAsync(EncodedBatch.Of(TurnComposer.Rewound(State, input, rewind, shard.MachineNow)), input).ConfigureAwait(false);
            if (!HasEnded && !gone)
            {
                rewind.Request?.Reply(rewound: true);
            }

            return more;
        }

        input.Rewind?.Request?.Reply(rewound: false);
        await DiscardAsync(input).ConfigureAwait(false);
        await Commit.LeaveAsync(State).ConfigureAwait(false);
        PassOn();
        return false;
    }

    private async Task<bool> ActivateAsync()
    {
        if (!shard.Options.Safeguards.ActivatesFirst)
        {
            return true;
        }

        if (await shard.ActivateAsync(InstanceId, Life).ConfigureAwait(false) is not { } activation)
        {
            return false;
        }

        Commit.Activation = activation;
        return true;
    }
}
