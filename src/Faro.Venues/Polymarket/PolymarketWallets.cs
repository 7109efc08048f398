using System.Buffers.Binary;
using Faro.Signing;

namespace Faro.Venues.Polymarket;

/// <summary>The type of wallet that holds the funds; the numbers are Polymarket's signature types.</summary>
public enum PolymarketWalletKind
{
    /// <summary>The key's own account.</summary>
    Eoa = 0,

    /// <summary>A proxy wallet of an older email account.</summary>
    Proxy = 1,

    /// <summary>A Safe of an older browser-wallet account.</summary>
    Safe = 2,

    /// <summary>A deposit wallet: a contract that verifies signatures itself (ERC-1271).</summary>
    Deposit = 3,
}

/// <summary>The addresses of an owner's wallets: CREATE2, so they are known without querying the chain.</summary>
internal static class PolymarketWallets
{
    private static readonly EthAddress ProxyFactory = EthAddress.Parse("0xaB45c5A4B0c941a2F231C04C3f49182e1A254052");
    private static readonly EthAddress SafeFactory = EthAddress.Parse("0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b");
    private static readonly EthAddress DepositFactory = EthAddress.Parse("0x00000000000Fb5C9ADea0298D729A0CB3823Cc07");
    private static readonly Hash256 ProxyInitCode = Hash256.Parse("0xd21df8dc65880a8606f09fe0ce3df9b8869287ab0b058be05aa9e8af6330a00b");
    private static readonly Hash256 SafeInitCode = Hash256.Parse("0x2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf");

    // ERC-1967 proxies with immutable arguments: creation code with the arguments' length (64) already in the prefix.
    private static readonly byte[] UupsHead = Convert.FromHexString("61007d3d8160233d397358CA52ebe0DadfdF531Cde7062e76746de4Db1eB"
        + "60095155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076"
        + "cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3");

    private static readonly byte[] BeaconHead = Convert.FromHexString("6100923d8160233d39737A18EDfe055488A3128f01F563e5B479D92ffc3a"
        + "60195155f3363d3d373d3d363d602036600436635c60da1b60e01b36527fa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6c"
        + "b3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3");

    /// <summary>The proxy wallet of an owner.</summary>
    public static EthAddress Proxy(EthAddress owner) => Create2(ProxyFactory, Keccak256.Hash(owner.Bytes), ProxyInitCode);

    /// <summary>The Safe of an owner.</summary>
    public static EthAddress Safe(EthAddress owner)
    {
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        owner.Bytes.CopyTo(word[12..]);
        return Create2(SafeFactory, Keccak256.Hash(word), SafeInitCode);
    }

    /// <summary>The deposit wallet of an owner, as deployed before 2026-06-29.</summary>
    public static EthAddress DepositUups(EthAddress owner) => Deposit(owner, UupsHead);

    /// <summary>The deposit wallet of an owner, as deployed since.</summary>
    public static EthAddress DepositBeacon(EthAddress owner) => Deposit(owner, BeaconHead);

    /// <summary>The type of the owner's wallet that the maker is, in the order of the official client; null when it is none of them.</summary>
    public static PolymarketWalletKind? KindOf(EthAddress owner, EthAddress maker)
    {
        if (maker == owner) return PolymarketWalletKind.Eoa;
        if (maker == DepositBeacon(owner) || maker == DepositUups(owner)) return PolymarketWalletKind.Deposit;
        if (maker == Safe(owner)) return PolymarketWalletKind.Safe;
        return maker == Proxy(owner) ? PolymarketWalletKind.Proxy : null;
    }

    private static EthAddress Deposit(EthAddress owner, byte[] head)
    {
        Span<byte> args = stackalloc byte[64];
        args.Clear();
        DepositFactory.Bytes.CopyTo(args[12..]);
        owner.Bytes.CopyTo(args[44..]);
        Span<byte> code = stackalloc byte[256];
        head.CopyTo(code);
        args.CopyTo(code[head.Length..]);
        return Create2(DepositFactory, Keccak256.Hash(args), Keccak256.Hash(code[..(head.Length + args.Length)]));
    }

    private static EthAddress Create2(EthAddress factory, in Hash256 salt, in Hash256 initCode)
    {
        Span<byte> data = stackalloc byte[85];
        data[0] = 0xff;
        factory.Bytes.CopyTo(data[1..]);
        salt.Bytes.CopyTo(data[21..]);
        initCode.Bytes.CopyTo(data[53..]);
        return new EthAddress(Keccak256.Hash(data).Bytes[12..]);
    }
}

/// <summary>The signature value of a deposit wallet's order: the key's signature with everything that the contract needs to check it.</summary>
internal static class PolymarketDepositSignature
{
    private static readonly byte[] SessionMark = Convert.FromHexString(string.Concat(Enumerable.Repeat("6492", 16)));

    /// <summary>Signature ‖ domain separator ‖ struct hash ‖ type string ‖ its length: 317 bytes for V2 and V3.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> inner, PolymarketOrder order)
    {
        if (inner.Length != Secp256k1.SignatureSize) throw new ArgumentException("A signature is 65 bytes.", nameof(inner));
        var tail = Tail(order);
        var packed = new byte[inner.Length + tail.Length];
        inner.CopyTo(packed);
        tail.CopyTo(packed, inner.Length);
        return packed;
    }

    /// <summary>Extracts the key's signature from a packed one; null when the rest is not this order's.</summary>
    public static byte[]? Unpack(ReadOnlySpan<byte> packed, PolymarketOrder order)
    {
        var tail = Tail(order);
        return packed.Length == Secp256k1.SignatureSize + tail.Length && packed[Secp256k1.SignatureSize..].SequenceEqual(tail)
            ? packed[..Secp256k1.SignatureSize].ToArray()
            : null;
    }

    /// <summary>Wraps a packed signature for a session key: abi.encode(session, 0, packed) and the 6492 mark.</summary>
    public static byte[] WrapSession(EthAddress session, ReadOnlySpan<byte> packed)
    {
        var padded = (packed.Length + 31) / 32 * 32;
        var wrapped = new byte[128 + padded + SessionMark.Length];
        session.Bytes.CopyTo(wrapped.AsSpan(12));
        wrapped[95] = 0x60; // where the bytes begin
        BinaryPrimitives.WriteInt32BigEndian(wrapped.AsSpan(124), packed.Length);
        packed.CopyTo(wrapped.AsSpan(128));
        SessionMark.CopyTo(wrapped, wrapped.Length - SessionMark.Length);
        return wrapped;
    }

    /// <summary>Extracts the session key's address and the packed signature from a wrapped one; false when it is not one.</summary>
    public static bool TryUnwrapSession(ReadOnlySpan<byte> wrapped, out EthAddress session, out byte[] packed)
    {
        (session, packed) = (default, []);
        if (wrapped.Length < 160 || wrapped.Length > 1024) return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(wrapped[124..]);
        if (length is < 0 or > 512 || wrapped.Length < 128 + length) return false;
        session = new EthAddress(wrapped[12..32]);
        packed = wrapped.Slice(128, length).ToArray();
        return WrapSession(session, packed).AsSpan().SequenceEqual(wrapped); // every other byte is fixed
    }

    private static byte[] Tail(PolymarketOrder order)
    {
        var type = System.Text.Encoding.ASCII.GetBytes(order.TypeText);
        var tail = new byte[64 + type.Length + 2];
        order.Exchange.Separator.Bytes.CopyTo(tail);
        order.StructHash().Bytes.CopyTo(tail.AsSpan(32));
        type.CopyTo(tail, 64);
        BinaryPrimitives.WriteUInt16BigEndian(tail.AsSpan(64 + type.Length), (ushort)type.Length);
        return tail;
    }
}
