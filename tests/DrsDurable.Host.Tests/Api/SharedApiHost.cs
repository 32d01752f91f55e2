namespace DrsDurable.Host.Tests.Api;

/// <summary>One host for all cases of a class, emptied before each: starting one takes longer than a case.</summary>
public sealed class SharedApiHost : IAsyncLifetime
{
    private ApiHost? host;

    public async Task InitializeAsync() => host = await ApiHost.StartAsync();

    public async Task<ApiHost> EmptyAsync()
    {
        await host!.ResetAsync();
        return host;
    }

    public async Task DisposeAsync() => await host!.DisposeAsync();
}
