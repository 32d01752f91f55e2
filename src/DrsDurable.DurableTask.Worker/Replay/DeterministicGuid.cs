using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DrsDurable.DurableTask.Worker.Replay;

/// <summary>
/// RFC 4122 version 5 over (instance id, time of the turn, counter), in the name space Microsoft.DurableTask uses, so that both
/// make the same ids.
/// </summary>
internal static class DeterministicGuid
{
    private static readonly byte[] NameSpace = Guid.Parse("9e952958-5e33-4daf-827f-2fa12937b875").ToByteArray(bigEndian: true);

    public static Guid Create(string instanceId, DateTime turn, int counter)
    {
        var name = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{turn:o}_{counter}"));
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 4122 prescribes SHA-1 for version 5; nothing here is a secret.
        SHA1.HashData([.. NameSpace, .. name], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
