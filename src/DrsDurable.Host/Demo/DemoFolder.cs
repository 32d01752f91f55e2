namespace DrsDurable.Host.Demo;

/// <summary>Data of a demo that keeps nothing: deleted when it ends.</summary>
internal sealed class DemoFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("drsdurable-demo-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
