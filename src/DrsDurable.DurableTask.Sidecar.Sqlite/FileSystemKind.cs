namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>What a folder lies on.</summary>
/// <param name="Name">As the operating system calls it, for example <c>ext4</c> or <c>nfs</c>.</param>
internal sealed record FileSystemKind(string Name, bool IsNetwork)
{
    private static readonly HashSet<string> NetworkNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "nfs", "nfs4", "nfsd", "cifs", "smb", "smb2", "smb3", "smbfs", "ncp", "ncpfs", "afs", "kafs", "coda", "ceph", "glusterfs", "lustre", "gpfs", "panfs",
        "fhgfs", "beegfs", "fuse.sshfs", "fuse.s3fs", "9p", "v9fs", "davfs", "webdav",
    };

    public static FileSystemKind Of(string folder)
    {
        var drive = new DriveInfo(folder);
        return new FileSystemKind(drive.DriveFormat, drive.DriveType == DriveType.Network || NetworkNames.Contains(drive.DriveFormat));
    }
}
