using System.Buffers.Binary;
using System.Numerics;

namespace Faro.Signing.TypedData;

/// <summary>
/// Hashes one struct of a known type without allocating: add the fields in the order of the type string, then take the
/// hash. It relies on its caller to add the right types; the tests of each struct compare it with the generic encoder.
/// </summary>
/// <example><code>
/// var writer = new Eip712StructWriter(stackalloc byte[Eip712StructWriter.SizeFor(12)], OrderTypeHash);
/// writer.AddUint(salt);
/// writer.AddAddress(maker);
/// var structHash = writer.Hash();
/// </code></example>
public ref struct Eip712StructWriter
{
    private readonly Span<byte> _buffer;
    private int _used;

    /// <summary>Starts a struct in a buffer of at least <see cref="SizeFor"/> bytes.</summary>
    public Eip712StructWriter(Span<byte> buffer, in Hash256 typeHash)
    {
        _buffer = buffer;
        _used = 0;
        AddWord(typeHash);
    }

    /// <summary>The buffer's length in bytes for this many fields.</summary>
    public static int SizeFor(int fields) => Hash256.Size * (fields + 1);

    /// <summary>A <c>bytes32</c>, the hash of a nested struct or array, or any word that needs no encoding.</summary>
    public void AddWord(in Hash256 word) => word.Bytes.CopyTo(Next());

    /// <summary>Any unsigned integer type, with a small value.</summary>
    public void AddUint(ulong value)
    {
        var word = Next();
        word[..24].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(word[24..], value);
    }

    /// <summary>Any unsigned integer type, with a value of up to 128 bits.</summary>
    public void AddUint(UInt128 value)
    {
        var word = Next();
        word[..16].Clear();
        BinaryPrimitives.WriteUInt128BigEndian(word[16..], value);
    }

    /// <summary>A <c>uint256</c> (see also <see cref="AbiWord.TryParseUint"/>, which is faster from text).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or not below 2^256.</exception>
    public void AddUint(BigInteger value) => AddWord(AbiWord.FromUint(value));

    /// <summary>An <c>address</c>.</summary>
    public void AddAddress(EthAddress address)
    {
        var word = Next();
        word[..12].Clear();
        address.Bytes.CopyTo(word[12..]);
    }

    /// <summary>A <c>bool</c>.</summary>
    public void AddBool(bool value) => AddUint(value ? 1UL : 0UL);

    /// <summary>A <c>string</c>: its UTF-8 bytes, hashed.</summary>
    public void AddString(ReadOnlySpan<char> text) => AddWord(Eip712.HashText(text));

    /// <summary>A <c>bytes</c> of any length, hashed.</summary>
    public void AddBytes(ReadOnlySpan<byte> bytes) => Keccak256.Hash(bytes, Next());

    /// <summary>The struct hash of the added fields.</summary>
    public readonly Hash256 Hash() => Keccak256.Hash(_buffer[.._used]);

    private Span<byte> Next()
    {
        var word = _buffer.Slice(_used, Hash256.Size);
        _used += Hash256.Size;
        return word;
    }
}
