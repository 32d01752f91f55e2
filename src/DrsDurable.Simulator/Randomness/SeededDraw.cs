using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DrsDurable.Simulator.Randomness;

/// <summary>
/// Random values that depend on what they are for and on nothing else: a value is a function of (seed, cell, entity, purpose),
/// never of arrival order or thread.
/// </summary>
internal sealed class SeededDraw(long seed)
{
    public long Seed => seed;

    /// <summary>Uniform in [low, high).</summary>
    public double Uniform(string cell, string entity, string purpose, double low, double high)
    {
        Span<byte> hash = stackalloc byte[32];
        Hash(cell, entity, purpose, hash);
        return low + ((high - low) * Fraction(hash));
    }

    /// <summary>Log-normal with the given median; <paramref name="sigma"/> is the standard deviation of the logarithm.</summary>
    public double LogNormal(string cell, string entity, string purpose, double median, double sigma)
    {
        Span<byte> hash = stackalloc byte[32];
        Hash(cell, entity, purpose, hash);
        var radius = Math.Sqrt(-2 * Math.Log(1 - Fraction(hash)));
        var normal = radius * Math.Cos(2 * Math.PI * Fraction(hash[8..]));
        return median * Math.Exp(sigma * normal);
    }

    /// <summary>Lower-case hexadecimal digits, at most 64.</summary>
    public string Hex(string cell, string entity, string purpose, int digits)
    {
        Span<byte> hash = stackalloc byte[32];
        Hash(cell, entity, purpose, hash);
        return Convert.ToHexStringLower(hash)[..digits];
    }

    private static double Fraction(ReadOnlySpan<byte> hash) => (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1UL << 53));

    private void Hash(string cell, string entity, string purpose, Span<byte> hash) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}\n{cell}\n{entity}\n{purpose}")), hash);
}
