using System.Buffers;
using Library = SimpleBase.Base58;

namespace Faro.Signing;

/// <summary>Base58 in Bitcoin's alphabet, as Solana writes addresses (32 bytes) and signatures (64 bytes).</summary>
public static class Base58
{
    private const int MaxBytes = 128; // the work grows with the square of the length, so longer input is refused
    private const int MaxChars = 176;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");

    /// <summary>Writes bytes as text; every leading zero byte becomes a leading <c>1</c>.</summary>
    /// <exception cref="ArgumentException">More than 128 bytes.</exception>
    public static string Encode(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= MaxBytes ? Library.Bitcoin.Encode(bytes) : throw new ArgumentException("At most 128 bytes.", nameof(bytes));

    /// <summary>Fills <paramref name="destination"/>, whose length (at most 128) must be exactly that of the decoded bytes.</summary>
    /// <returns>False for a foreign character or any other length; the destination is then undefined.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        if (destination.Length > MaxBytes || text.Length > MaxChars) return false;
        if (text.ContainsAnyExcept(Alphabet)) return false; // the library throws at characters beyond ASCII
        Span<byte> decoded = stackalloc byte[Library.Bitcoin.GetSafeByteCountForDecoding(text)];
        if (!Library.Bitcoin.TryDecode(text, decoded, out var written) || written != destination.Length) return false;
        decoded[..written].CopyTo(destination);
        return true;
    }

    /// <summary>Whether the text is a Solana address: exactly 32 bytes.</summary>
    public static bool IsAddress(ReadOnlySpan<char> text) => text.Length <= 44 && TryDecode(text, stackalloc byte[32]);

    /// <summary>Whether the text is a Solana signature or transaction id: exactly 64 bytes.</summary>
    public static bool IsSignature(ReadOnlySpan<char> text) => text.Length <= 88 && TryDecode(text, stackalloc byte[64]);
}
