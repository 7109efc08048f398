using System.Text;

namespace Faro.Signing.TypedData;

/// <summary>The hashes of EIP-712 typed data, the low-level way: for structs whose type is known when the code is written.</summary>
/// <seealso cref="Eip712StructWriter"/>
/// <seealso cref="Eip712TypedData"/>
public static class Eip712
{
    /// <summary>The hash of a type string such as <c>Mail(Person from,string contents)Person(string name)</c>.</summary>
    public static Hash256 TypeHash(string encodeType) => HashText(encodeType);

    /// <summary>What is signed: keccak256(0x1901 ‖ domain separator ‖ struct hash).</summary>
    public static Hash256 Digest(in Hash256 domainSeparator, in Hash256 structHash)
    {
        Span<byte> data = stackalloc byte[2 + (2 * Hash256.Size)];
        data[0] = 0x19;
        data[1] = 0x01;
        domainSeparator.Bytes.CopyTo(data[2..]);
        structHash.Bytes.CopyTo(data[34..]);
        return Keccak256.Hash(data);
    }

    /// <summary>The hash of a text's UTF-8 bytes, which represents a <c>string</c> in its struct.</summary>
    internal static Hash256 HashText(ReadOnlySpan<char> text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Span<byte> bytes = length <= 512 ? stackalloc byte[512] : new byte[length];
        return Keccak256.Hash(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }
}

/// <summary>The domain that separates one contract's messages from all others; a field that is null is not part of its type.</summary>
/// <param name="Name">What users know the contract as.</param>
/// <param name="Version">The version of the signing domain.</param>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="VerifyingContract">The contract that will check the signature.</param>
/// <param name="Salt">A last resort to tell domains apart.</param>
public sealed record Eip712Domain(
    string? Name = null, string? Version = null, ulong? ChainId = null, EthAddress? VerifyingContract = null, Hash256? Salt = null)
{
    /// <summary>The domain's hash. Compute it once for each contract and keep it.</summary>
    public Hash256 Separator()
    {
        var fields = new List<string>(5);
        if (Name is not null) fields.Add("string name");
        if (Version is not null) fields.Add("string version");
        if (ChainId is not null) fields.Add("uint256 chainId");
        if (VerifyingContract is not null) fields.Add("address verifyingContract");
        if (Salt is not null) fields.Add("bytes32 salt");

        var writer = new Eip712StructWriter(
            stackalloc byte[Eip712StructWriter.SizeFor(5)], Eip712.TypeHash($"EIP712Domain({string.Join(',', fields)})"));
        if (Name is not null) writer.AddString(Name);
        if (Version is not null) writer.AddString(Version);
        if (ChainId is { } chainId) writer.AddUint(chainId);
        if (VerifyingContract is { } contract) writer.AddAddress(contract);
        if (Salt is { } salt) writer.AddWord(salt);
        return writer.Hash();
    }
}
