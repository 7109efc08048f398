using System.Buffers;
using Bitcoin = SimpleBase.Base58;

namespace Faro.Signing.Libraries;

internal static class LibraryBase58
{
    private const int MaxBytes = 128; // the work grows with the square of the length, so longer input is refused
    private const int MaxChars = 176;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");

    public static string Encode(ReadOnlySpan<byte> bytes) => bytes.Length <= MaxBytes
        ? Bitcoin.Bitcoin.Encode(bytes)
        : throw new ArgumentException("At most 128 bytes.", nameof(bytes));

    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        if (destination.Length > MaxBytes || text.Length > MaxChars) return false;
        if (text.ContainsAnyExcept(Alphabet)) return false; // the library throws at characters beyond ASCII
        Span<byte> decoded = stackalloc byte[Bitcoin.Bitcoin.GetSafeByteCountForDecoding(text)];
        if (!Bitcoin.Bitcoin.TryDecode(text, decoded, out var written) || written != destination.Length) return false;
        decoded[..written].CopyTo(destination);
        return true;
    }
}
