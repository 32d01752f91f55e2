namespace DrsDurable.Benchmarks.Measures;

internal interface IMeasure
{
    string Name { get; }

    Task<MeasureLine> RunAsync();
}
