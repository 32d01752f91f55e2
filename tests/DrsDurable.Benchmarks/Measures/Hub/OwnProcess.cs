using System.Diagnostics;

namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>What the measuring process itself took: the hub runs in it.</summary>
internal static class OwnProcess
{
    /// <summary>Highest resident memory so far.</summary>
    public static double PeakMebibytes
    {
        get
        {
            using var own = Process.GetCurrentProcess();
            return own.PeakWorkingSet64 / (1024.0 * 1024);
        }
    }
}
