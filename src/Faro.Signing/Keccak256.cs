using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static System.Numerics.BitOperations;

namespace Faro.Signing;

/// <summary>Keccak-256 with Ethereum's padding, which is not that of SHA3-256. Allocates nothing.</summary>
public static class Keccak256
{
    /// <summary>The digest of <paramref name="data"/>.</summary>
    public static Hash256 Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[Hash256.Size];
        Hash(data, digest);
        return new Hash256(digest);
    }

    /// <summary>
    /// Writes the digest of <paramref name="data"/> to the first 32 bytes of <paramref name="digest"/>, which may overlap it.
    /// </summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        var hasher = new Keccak256Hasher();
        hasher.Update(data);
        hasher.Finish(digest);
    }
}

/// <summary>The incremental form of <see cref="Keccak256"/>: <c>Update</c> as often as needed, then <c>Finish</c> once.</summary>
/// <remarks>A mutable value without heap memory: pass it by reference, a copy goes its own way.</remarks>
public struct Keccak256Hasher
{
    private const int Rate = 136; // bytes taken in between two permutations

    private State _state;
    private int _filled;

    /// <summary>Takes in more data.</summary>
    public void Update(ReadOnlySpan<byte> data)
    {
        Span<ulong> lanes = _state;
        var sponge = MemoryMarshal.AsBytes(lanes);
        while (!data.IsEmpty)
        {
            if (_filled == 0 && data.Length >= Rate)
            {
                for (var i = 0; i < Rate / 8; i++) lanes[i] ^= MemoryMarshal.Read<ulong>(data[(8 * i)..]);
                data = data[Rate..];
                Permute(ref _state);
                continue;
            }
            var take = Math.Min(Rate - _filled, data.Length);
            Xor(sponge.Slice(_filled, take), data[..take]);
            data = data[take..];
            _filled += take;
            if (_filled != Rate) continue;
            Permute(ref _state);
            _filled = 0;
        }
    }

    /// <summary>Writes the digest to the first 32 bytes of <paramref name="digest"/> and makes the hasher ready for new data.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    public void Finish(Span<byte> digest)
    {
        if (digest.Length < Hash256.Size) throw new ArgumentException("The digest needs 32 bytes.", nameof(digest));
        Span<ulong> lanes = _state;
        var sponge = MemoryMarshal.AsBytes(lanes);
        sponge[_filled] ^= 0x01;
        sponge[Rate - 1] ^= 0x80;
        Permute(ref _state);
        sponge[..Hash256.Size].CopyTo(digest);
        lanes.Clear();
        _filled = 0;
    }

    private static void Xor(Span<byte> into, ReadOnlySpan<byte> data)
    {
        while (data.Length >= 8)
        {
            MemoryMarshal.Write(into, MemoryMarshal.Read<ulong>(into) ^ MemoryMarshal.Read<ulong>(data));
            into = into[8..];
            data = data[8..];
        }
        for (var i = 0; i < data.Length; i++) into[i] ^= data[i];
    }

    [InlineArray(25)]
    private struct State
    {
        private ulong _first;
    }

    private static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800A, 0x800000008000000A, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>
    /// Keccak-f[1600]. Lanes are little-endian 64-bit words; the locals are named by row (a to e) and column (0 to 4).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Permute(ref State state)
    {
        Span<ulong> s = state;
        ToLittleEndian(s);
        ulong a0 = s[0], a1 = s[1], a2 = s[2], a3 = s[3], a4 = s[4];
        ulong b0 = s[5], b1 = s[6], b2 = s[7], b3 = s[8], b4 = s[9];
        ulong c0 = s[10], c1 = s[11], c2 = s[12], c3 = s[13], c4 = s[14];
        ulong d0 = s[15], d1 = s[16], d2 = s[17], d3 = s[18], d4 = s[19];
        ulong e0 = s[20], e1 = s[21], e2 = s[22], e3 = s[23], e4 = s[24];

        foreach (var constant in RoundConstants)
        {
            // theta
            var x0 = a0 ^ b0 ^ c0 ^ d0 ^ e0;
            var x1 = a1 ^ b1 ^ c1 ^ d1 ^ e1;
            var x2 = a2 ^ b2 ^ c2 ^ d2 ^ e2;
            var x3 = a3 ^ b3 ^ c3 ^ d3 ^ e3;
            var x4 = a4 ^ b4 ^ c4 ^ d4 ^ e4;
            var t0 = x4 ^ RotateLeft(x1, 1);
            var t1 = x0 ^ RotateLeft(x2, 1);
            var t2 = x1 ^ RotateLeft(x3, 1);
            var t3 = x2 ^ RotateLeft(x4, 1);
            var t4 = x3 ^ RotateLeft(x0, 1);

            // rho and pi bring five lanes into each new row, chi mixes them
            ulong p0 = a0 ^ t0, p1 = RotateLeft(b1 ^ t1, 44), p2 = RotateLeft(c2 ^ t2, 43),
                p3 = RotateLeft(d3 ^ t3, 21), p4 = RotateLeft(e4 ^ t4, 14);
            ulong q0 = RotateLeft(a3 ^ t3, 28), q1 = RotateLeft(b4 ^ t4, 20), q2 = RotateLeft(c0 ^ t0, 3),
                q3 = RotateLeft(d1 ^ t1, 45), q4 = RotateLeft(e2 ^ t2, 61);
            ulong r0 = RotateLeft(a1 ^ t1, 1), r1 = RotateLeft(b2 ^ t2, 6), r2 = RotateLeft(c3 ^ t3, 25),
                r3 = RotateLeft(d4 ^ t4, 8), r4 = RotateLeft(e0 ^ t0, 18);
            ulong u0 = RotateLeft(a4 ^ t4, 27), u1 = RotateLeft(b0 ^ t0, 36), u2 = RotateLeft(c1 ^ t1, 10),
                u3 = RotateLeft(d2 ^ t2, 15), u4 = RotateLeft(e3 ^ t3, 56);
            ulong v0 = RotateLeft(a2 ^ t2, 62), v1 = RotateLeft(b3 ^ t3, 55), v2 = RotateLeft(c4 ^ t4, 39),
                v3 = RotateLeft(d0 ^ t0, 41), v4 = RotateLeft(e1 ^ t1, 2);

            a0 = p0 ^ (~p1 & p2) ^ constant; a1 = p1 ^ (~p2 & p3); a2 = p2 ^ (~p3 & p4); a3 = p3 ^ (~p4 & p0); a4 = p4 ^ (~p0 & p1);
            b0 = q0 ^ (~q1 & q2); b1 = q1 ^ (~q2 & q3); b2 = q2 ^ (~q3 & q4); b3 = q3 ^ (~q4 & q0); b4 = q4 ^ (~q0 & q1);
            c0 = r0 ^ (~r1 & r2); c1 = r1 ^ (~r2 & r3); c2 = r2 ^ (~r3 & r4); c3 = r3 ^ (~r4 & r0); c4 = r4 ^ (~r0 & r1);
            d0 = u0 ^ (~u1 & u2); d1 = u1 ^ (~u2 & u3); d2 = u2 ^ (~u3 & u4); d3 = u3 ^ (~u4 & u0); d4 = u4 ^ (~u0 & u1);
            e0 = v0 ^ (~v1 & v2); e1 = v1 ^ (~v2 & v3); e2 = v2 ^ (~v3 & v4); e3 = v3 ^ (~v4 & v0); e4 = v4 ^ (~v0 & v1);
        }

        s[0] = a0; s[1] = a1; s[2] = a2; s[3] = a3; s[4] = a4;
        s[5] = b0; s[6] = b1; s[7] = b2; s[8] = b3; s[9] = b4;
        s[10] = c0; s[11] = c1; s[12] = c2; s[13] = c3; s[14] = c4;
        s[15] = d0; s[16] = d1; s[17] = d2; s[18] = d3; s[19] = d4;
        s[20] = e0; s[21] = e1; s[22] = e2; s[23] = e3; s[24] = e4;
        ToLittleEndian(s);
    }

    /// <summary>The sponge is filled bytewise, so a big-endian machine turns the lanes round; elsewhere this is nothing.</summary>
    private static void ToLittleEndian(Span<ulong> lanes)
    {
        if (BitConverter.IsLittleEndian) return;
        BinaryPrimitives.ReverseEndianness(lanes, lanes);
    }
}
