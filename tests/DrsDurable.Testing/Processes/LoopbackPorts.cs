using System.Net;
using System.Net.Sockets;

namespace DrsDurable.Testing.Processes;

/// <summary>
/// Free ports for servers that tests start, stop and start again on the same port. They lie below the range the operating
/// system hands out by itself, so that no client connection takes one while its server is down.
/// </summary>
public static class LoopbackPorts
{
    private const int First = 18_000;
    private const int Count = 12_000;

    private static int next = Environment.ProcessId * 97 % Count;

    /// <summary>A port that no one listens on now, and that this process has not been given recently.</summary>
    public static int Take()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + ((Interlocked.Increment(ref next) & int.MaxValue) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No free loopback port between {First} and {First + Count - 1}.");
    }

    /// <summary><c>http://127.0.0.1:{port}</c> on a free port.</summary>
    public static Uri TakeUrl() => new($"http://127.0.0.1:{Take()}");

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
