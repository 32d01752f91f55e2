namespace DrsDurable.Recovery.Storage;

/// <summary>The catalogue was written by a newer version of the program.</summary>
public sealed class RecoveryStoreVersionException(string path, int found, int known)
    : Exception($"{path} has schema version {found}; this program knows versions up to {known}. Start the newer program, or choose another place for the data.")
{
    public int Found { get; } = found;

    public int Known { get; } = known;
}
