using System.Globalization;
using System.Security.Cryptography;

namespace DrsDurable.DurableTask.Sidecar.Instances;

/// <summary>
/// Identities that must come out the same whenever the same creation is attempted again: 32 hexadecimal digits.
/// </summary>
internal static class InstanceLife
{
    public static string ForClient(string instanceId, string requestId) => Hash("client", instanceId, requestId);

    /// <summary>The instance id of a copy.</summary>
    public static string IdOfRestart(string instanceId, string requestId) => Hash("restart", instanceId, requestId);

    public static string ForChild(string parentId, string parentLife, int generation, int taskId) =>
        Hash("child", parentId, parentLife, Text(generation), Text(taskId));

    /// <summary>Random; for writers, owners, execution ids and requests without an id of their own.</summary>
    public static string NewRandom() => Guid.NewGuid().ToString("N");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Hash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
