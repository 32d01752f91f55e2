using System.Diagnostics;
using DrsDurable.DurableTask.Sidecar.Sqlite;

namespace DrsDurable.DurableTask.Tests.Hub.BadInput;

/// <summary>A disk that a test fills and frees.</summary>
internal abstract class SmallDisk : IDisposable
{
    protected SmallDisk() => Folder = Directory.CreateTempSubdirectory("drsdurable-disk-").FullName;

    public string Folder { get; }

    public abstract string Kind { get; }

    public string DatabasePath => Path.Combine(Folder, "hub.db");

    /// <summary>A tmpfs where this process may mount one; else SQLite's own limit of pages, which ends in the same error.</summary>
    public static SmallDisk Create() => MountedDisk.TryMount() is { } mounted ? mounted : new LimitedFile();

    public abstract HubFile Open();

    public abstract void Fill();

    public abstract void Free();

    public virtual void Dispose() => Directory.Delete(Folder, recursive: true);

    private sealed class MountedDisk : SmallDisk
    {
        private string Ballast => Path.Combine(Folder, "ballast");

        public override string Kind => "tmpfs";

        public static MountedDisk? TryMount()
        {
            var disk = new MountedDisk();
            if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.Folder) == 0)
            {
                return disk;
            }

            Directory.Delete(disk.Folder);
            return null;
        }

        public override HubFile Open() => new(DatabasePath);

        public override void Fill()
        {
            using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            try
            {
                while (true)
                {
                    ballast.Write(new byte[4096]);
                }
            }
            catch (IOException full) when (full.Message.Contains("space", StringComparison.OrdinalIgnoreCase))
            {
                ballast.Flush();
            }
        }

        public override void Free() => File.Delete(Ballast);

        public override void Dispose()
        {
            if (Run("umount", "--lazy", Folder) != 0)
            {
                throw new InvalidOperationException($"{Folder} could not be unmounted.");
            }

            base.Dispose();
        }

        private static int Run(string program, params string[] arguments)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return -1;
            }
        }
    }
}

/// <summary>A database that holds a few small instances and nothing large.</summary>
internal sealed class LimitedFile : SmallDisk
{
    private const long Pages = 48;

    private long? limit = Pages;
    private HubFile? file;

    public override string Kind => "page limit";

    public override HubFile Open() => file = new HubFile(DatabasePath) { MaximumPages = limit };

    /// <summary>It is nearly full from the start.</summary>
    public override void Fill() => file!.MaximumPages = limit;

    public override void Free() => file!.MaximumPages = limit = null;
}
