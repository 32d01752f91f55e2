using System.Text;
using DrsDurable.Host.Composition;

namespace DrsDurable.Host.DataDirectories;

/// <summary>
/// Holds the data directory for this process. The operating system lets go of it when the process ends, however it ends.
/// </summary>
public sealed class DataDirectoryLock : IDisposable
{
    private const string FileName = "host.lock";
    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    /// <summary>Creates the directory if need be and takes it.</summary>
    /// <exception cref="StartException">Another process holds it, or it cannot be created or written.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var file = new FileStream(Path.Combine(directory, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Sign(file);
            return new DataDirectoryLock(file);
        }
        catch (IOException error) when (IsHeldElsewhere(error))
        {
            throw StartException.DataDirectoryInUse(directory, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StartException.DataDirectoryUnusable(directory, error);
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>The process id, for whoever wants to know or signal the holder.</summary>
    private static void Sign(FileStream file)
    {
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        file.Flush();
    }

    /// <summary>EWOULDBLOCK (Linux 11, macOS 35) or a sharing violation (Windows).</summary>
    private static bool IsHeldElsewhere(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
