using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Faro.Signing;

/// <summary>A 20-byte Ethereum account or contract address.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct EthAddress : IEquatable<EthAddress>
{
    /// <summary>The length in bytes.</summary>
    public const int Size = 20;

    /// <summary>Twenty zero bytes: on the wire of an order, "anybody".</summary>
    public static EthAddress Zero => default;

    private readonly uint _a, _b, _c, _d, _e;

    /// <summary>Copies the value from exactly 20 bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 20 bytes long.</exception>
    public EthAddress(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException("An address is exactly 20 bytes.", nameof(bytes));
        this = MemoryMarshal.Read<EthAddress>(bytes);
    }

    /// <summary>The 20 bytes in their written order.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<EthAddress>(in this));

    /// <summary>The address of a public key: the last 20 bytes of the Keccak-256 of its 64 bytes x ‖ y.</summary>
    public static EthAddress FromPublicKey(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != 64) throw new ArgumentException("A public key is 64 bytes, x and y.", nameof(publicKey));
        Span<byte> hash = stackalloc byte[Hash256.Size];
        Keccak256.Hash(publicKey, hash);
        return new EthAddress(hash[12..]);
    }

    /// <summary>Reads 40 digits of any case after <c>0x</c>. The case is not checked: see <see cref="HasValidChecksum"/>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EthAddress address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var parsed = Hex.TryDecode(text, bytes);
        address = parsed ? new EthAddress(bytes) : default;
        return parsed;
    }

    /// <summary>Reads 40 digits of any case after <c>0x</c>.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static EthAddress Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address) ? address : throw new FormatException("An address is 0x and 40 hexadecimal digits.");

    /// <summary>
    /// Whether the text is an address whose capitals are those of EIP-55, or which uses one case only and so claims no checksum.
    /// </summary>
    public static bool HasValidChecksum(ReadOnlySpan<char> text)
    {
        if (!TryParse(text, out var address)) return false;
        var digits = text[2..];
        if (!digits.ContainsAnyInRange('A', 'F') || !digits.ContainsAnyInRange('a', 'f')) return true;
        Span<char> expected = stackalloc char[2 + (2 * Size)];
        address.FormatChecksum(expected);
        return text.SequenceEqual(expected);
    }

    /// <inheritdoc/>
    public bool Equals(EthAddress other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EthAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_a, _b, _c, _d, _e);

    /// <summary>The EIP-55 form, whose capitals are a checksum.</summary>
    public override string ToString() => string.Create(2 + (2 * Size), this, static (text, address) => address.FormatChecksum(text));

    /// <summary>The form in lower case, for keys and comparisons.</summary>
    public string ToLowerHex() => Hex.Encode(Bytes);

    /// <summary>Whether both hold the same 20 bytes.</summary>
    public static bool operator ==(EthAddress left, EthAddress right) => left.Equals(right);

    /// <summary>Whether any byte differs.</summary>
    public static bool operator !=(EthAddress left, EthAddress right) => !left.Equals(right);

    private void FormatChecksum(Span<char> text)
    {
        "0x".CopyTo(text);
        var digits = text.Slice(2, 2 * Size);
        Convert.TryToHexStringLower(Bytes, digits, out _);
        Span<byte> ascii = stackalloc byte[2 * Size];
        for (var i = 0; i < ascii.Length; i++) ascii[i] = (byte)digits[i];
        Span<byte> hash = stackalloc byte[Hash256.Size];
        Keccak256.Hash(ascii, hash);
        for (var i = 0; i < digits.Length; i++)
        {
            var nibble = (i & 1) == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            if (nibble >= 8 && digits[i] >= 'a') digits[i] -= (char)32;
        }
    }
}
