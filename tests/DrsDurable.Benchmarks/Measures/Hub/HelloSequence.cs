using System.Globalization;

namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>
/// Orchestrations of five sequential activities, a thousand at once, against the in-memory backend of Microsoft's JavaScript package,
/// which keeps nothing. Both are run in turn, and the median of each counts.
/// </summary>
internal sealed class HelloSequence : IMeasure
{
    private const int Rounds = 5;
    private const int Instances = 1_000;

    public string Name => "hello-sequence";

    public async Task<MeasureLine> RunAsync()
    {
        await JavaScriptPeer.PrepareAsync();
        var own = new List<double>();
        var peer = new List<double>();
        var allocated = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            await using (var hub = await MeasuredHub.StartAsync())
            {
                await hub.HelloSequencesAsync(MeasuredHub.Warmups);
                var before = GC.GetTotalAllocatedBytes();
                own.Add(await hub.HelloSequencesAsync(Instances));
                allocated += GC.GetTotalAllocatedBytes() - before;
            }

            if (JavaScriptPeer.Missing is null)
            {
                peer.Add(await JavaScriptPeer.HelloSequencesAsync(Instances));
            }
        }

        return new MeasureLine(
            Name,
            new Sample(own).Percentile(50),
            "orchestrations/s",
            OwnProcess.PeakMebibytes,
            peer.Count > 0 ? new Sample(peer).Percentile(50) : null,
            Note: string.Create(
                CultureInfo.InvariantCulture,
                $"{allocated / (double)(Rounds * Instances) / 1024:0} KiB allocated per orchestration{(JavaScriptPeer.Missing is { } missing ? "; " + missing : "")}"));
    }
}
