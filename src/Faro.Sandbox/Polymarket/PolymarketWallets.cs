using Faro.Signing;

namespace Faro.Sandbox.Polymarket;

/// <summary>The CREATE2 addresses of an owner's smart wallets on Polygon.</summary>
internal static class PolymarketWallets
{
    private static readonly byte[] ProxyFactory = Hex.Decode("0xaB45c5A4B0c941a2F231C04C3f49182e1A254052");
    private static readonly byte[] SafeFactory = Hex.Decode("0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b");
    private static readonly byte[] DepositFactory = Hex.Decode("0x00000000000Fb5C9ADea0298D729A0CB3823Cc07");
    private static readonly byte[] ProxyCode = Hex.Decode("0xd21df8dc65880a8606f09fe0ce3df9b8869287ab0b058be05aa9e8af6330a00b");
    private static readonly byte[] SafeCode = Hex.Decode("0x2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf");

    public static EthAddress Proxy(EthAddress owner) => Create2(ProxyFactory, Keccak256.Hash(owner.Bytes).Bytes, ProxyCode);

    public static EthAddress Safe(EthAddress owner) => Create2(SafeFactory, Keccak256.Hash(Word(owner.Bytes)).Bytes, SafeCode);

    public static EthAddress DepositUups(EthAddress owner) => Deposit(owner,
        "0x61007d3d8160233d3973", "0x58CA52ebe0DadfdF531Cde7062e76746de4Db1eB",
        "0x60095155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3");

    public static EthAddress DepositBeacon(EthAddress owner) => Deposit(owner,
        "0x6100923d8160233d3973", "0x7A18EDfe055488A3128f01F563e5B479D92ffc3a",
        "0x60195155f3363d3d373d3d363d602036600436635c60da1b60e01b36527fa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6cb3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3");

    private static EthAddress Deposit(EthAddress owner, string prefix, string target, string rest)
    {
        byte[] args = [.. Word(DepositFactory), .. Word(owner.Bytes)];
        byte[] code = [.. Hex.Decode(prefix), .. Hex.Decode(target), .. Hex.Decode(rest), .. args];
        return Create2(DepositFactory, Keccak256.Hash(args).Bytes, Keccak256.Hash(code).Bytes);
    }

    private static EthAddress Create2(ReadOnlySpan<byte> deployer, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> codeHash)
    {
        byte[] text = [0xFF, .. deployer, .. salt, .. codeHash];
        return new EthAddress(Keccak256.Hash(text).Bytes[12..]);
    }

    private static byte[] Word(ReadOnlySpan<byte> address) => [.. new byte[12], .. address];
}
