namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>One activity step of the only orchestration in the hub: from one activity's beginning to the next one's, with the commit between them.</summary>
internal sealed class UnloadedStep : IMeasure
{
    private const int Warmups = 1_000;
    private const int Steps = 5_000;

    public string Name => "unloaded-step";

    public async Task<MeasureLine> RunAsync()
    {
        await using var hub = await MeasuredHub.StartAsync();
        await hub.StepsAsync(Warmups);
        var sample = new Sample(await hub.StepsAsync(Steps));
        return new MeasureLine(Name, sample.Percentile(50), "ms", OwnProcess.PeakMebibytes, Times: sample);
    }
}
