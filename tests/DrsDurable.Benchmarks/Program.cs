using DrsDurable.Benchmarks.Measures;
using DrsDurable.Benchmarks.Measures.Hub;

var measures = new IMeasure[]
{
    new Reaction(), new StartToReady(), new First202(), new StatusRead(), new PeakMemory(),
    new HelloSequence(), new HelloSequenceAgainstRawLoop(), new HelloSequenceTenfold(), new UnloadedStep(), new FanOut(), new FanOutTenfold(),
    new WaitingInstances(), new WaitingInstancesReady(), new LongHistory(), new LongHistoryReload(), new EternalInstance(),
};
var only = args switch
{
    [] => null,
    ["--only", var name] => name,
    _ => "",
};
var chosen = measures.Where(measure => only is null || measure.Name == only).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/DrsDurable.Benchmarks -- [--only {string.Join('|', measures.Select(measure => measure.Name))}]");
    return 2;
}

foreach (var measure in chosen)
{
    Console.WriteLine(await measure.RunAsync());
}

return 0;
