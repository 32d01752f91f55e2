using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DrsDurable.Testing.Processes;

/// <summary>Signals by their numbers on Linux.</summary>
public enum ProcessSignal
{
    /// <summary>Ends the process at once; it cannot be caught.</summary>
    Kill = 9,

    /// <summary>Asks the process to end.</summary>
    Terminate = 15,

    /// <summary>Goes on after <see cref="Stop"/>.</summary>
    Continue = 18,

    /// <summary>Freezes the process; it cannot be caught.</summary>
    Stop = 19,
}

internal static partial class Signals
{
    public static void Send(int processId, ProcessSignal signal)
    {
        if (Kill(processId, (int)signal) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new Win32Exception(error, $"Signal {signal} to process {processId}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);
}
