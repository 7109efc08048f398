namespace Faro.Proofs;

/// <summary>
/// Base64 in its one canonical spelling (RFC 4648, section 3.5). The framework's reader ignores blanks and the unused bits of the
/// last letter, so one signature could be written in several ways and a changed file would still verify.
/// </summary>
internal static class StrictBase64
{
    /// <summary>Reads exactly as many bytes as <paramref name="bytes"/> holds; false for another length or spelling.</summary>
    public static bool TryRead(string text, Span<byte> bytes)
    {
        Span<char> spelled = stackalloc char[(bytes.Length + 2) / 3 * 4];
        return text.Length == spelled.Length
            && Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length
            && Convert.TryToBase64Chars(bytes, spelled, out _) && text.AsSpan().SequenceEqual(spelled);
    }
}
