using System.Runtime.InteropServices;

namespace DrsDurable.Host.Composition;

/// <summary>SIGTERM and Ctrl-C as a cancellation token. The second signal ends the process at once.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource requested = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopSignals() =>
        registrations = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM]).Select(signal => PosixSignalRegistration.Create(signal, Handle))];

    public CancellationToken Token => requested.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        requested.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (requested.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        requested.Cancel();
    }
}
