using DrsDurable.Host.Composition;

namespace DrsDurable.Host.Serving;

/// <summary>What scripts wait for on standard output; written when everything listens.</summary>
internal static class ReadyLines
{
    public static async Task WriteAsync(TextWriter output, RunningHost host)
    {
        if (host.Simulator?.ReadyLine is { } simulator)
        {
            await output.WriteLineAsync(simulator);
        }

        await output.WriteLineAsync($"host {host.Url.GetLeftPart(UriPartial.Authority)} ready");
        await output.FlushAsync(host.Stopping);
    }
}
