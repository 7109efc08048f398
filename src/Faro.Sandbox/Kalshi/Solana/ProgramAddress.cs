using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Faro.Signing;

namespace Faro.Sandbox.Kalshi.Solana;

/// <summary>Addresses that programs own: hashes that are not points of the curve, so nobody has a key to them.</summary>
internal static class ProgramAddress
{
    private static readonly BigInteger P = (BigInteger.One << 255) - 19;
    private static readonly BigInteger D = Positive(-121665 * BigInteger.ModPow(121666, P - 2, P));

    /// <summary>The token account that wallets use for a mint: derived from owner, token program and mint.</summary>
    public static byte[] TokenAccount(ReadOnlySpan<byte> owner, ReadOnlySpan<byte> tokenProgram, ReadOnlySpan<byte> mint)
    {
        byte[] seeds = [.. owner, .. tokenProgram, .. mint];
        for (var bump = 255; bump > 0; bump--)
        {
            var hash = SHA256.HashData((byte[])[.. seeds, (byte)bump, .. Programs.AssociatedToken, .. Encoding.ASCII.GetBytes("ProgramDerivedAddress")]);
            if (!IsOnCurve(hash))
                return hash;
        }

        throw new InvalidOperationException("No bump gives an address off the curve."); // one in 2^255
    }

    /// <summary>True when the bytes are the y of a point of edwards25519.</summary>
    public static bool IsOnCurve(ReadOnlySpan<byte> bytes)
    {
        Span<byte> text = stackalloc byte[32];
        bytes.CopyTo(text);
        text[31] &= 0x7F;
        var y = new BigInteger(text, isUnsigned: true);
        if (y >= P)
            return false;
        var yy = y * y % P;
        var square = Positive(yy - 1) * BigInteger.ModPow(Positive(D * yy + 1), P - 2, P) % P;
        return square.IsZero || BigInteger.ModPow(square, (P - 1) / 2, P).IsOne;
    }

    private static BigInteger Positive(BigInteger value)
    {
        var rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }
}

/// <summary>Programs and mints by their fixed addresses.</summary>
internal static class Programs
{
    public const string TokenText = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
    public const string Token2022Text = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb";

    public static readonly byte[] System = new byte[32];
    public static readonly byte[] ComputeBudget = Address("ComputeBudget111111111111111111111111111111");
    public static readonly byte[] AssociatedToken = Address("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
    public static readonly byte[] Jupiter = Address("JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4");
    public static readonly byte[] Token = Address(TokenText);
    public static readonly byte[] Token2022 = Address(Token2022Text);

    public static byte[] Address(string base58)
    {
        var bytes = new byte[32];
        return Base58.TryDecode(base58, bytes) ? bytes : throw new ArgumentException("Not an address.", nameof(base58));
    }
}
