namespace Faro.Venues.Kalshi.Solana;

/// <summary>Why bytes are not a well-formed length or transaction. The names are those of the vectors.</summary>
internal enum PacketFault
{
    None,
    Empty,
    Truncated,
    TrailingBytes,
    SignatureCountMismatch,
    NonCanonicalLength,
    LengthOverflow,
    LengthTooLong,
    BadHeader,
    BadProgramIndex,
    BadAccountIndex,
    EmptyLookup,
    TooManyAccounts,
}

/// <summary>Solana's short lengths, read as strictly as a validator does.</summary>
internal static class CompactU16
{
    /// <summary>Reads a length from the front of the bytes.</summary>
    public static PacketFault TryRead(ReadOnlySpan<byte> bytes, out int value, out int consumed)
    {
        (value, consumed) = (0, 0);
        for (var i = 0; ; i++)
        {
            if (i >= bytes.Length) return PacketFault.Truncated;
            var b = bytes[i];
            if (i == 2 && (b & 0x80) != 0) return PacketFault.LengthTooLong;
            if (i == 2 && b > 3) return PacketFault.LengthOverflow;
            if (i > 0 && b == 0) return PacketFault.NonCanonicalLength;
            value |= (b & 0x7f) << (7 * i);
            if ((b & 0x80) != 0) continue;
            consumed = i + 1;
            return PacketFault.None;
        }
    }

    /// <summary>The canonical bytes of a length.</summary>
    public static byte[] Write(ushort value)
    {
        if (value < 0x80) return [(byte)value];
        if (value < 0x4000) return [(byte)(value | 0x80), (byte)(value >> 7)];
        return [(byte)(value | 0x80), (byte)((value >> 7) | 0x80), (byte)(value >> 14)];
    }
}
