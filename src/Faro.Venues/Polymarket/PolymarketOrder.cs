using System.Globalization;
using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Venues.Polymarket;

/// <summary>A Polymarket order as signed (V2, V3; V1 is only read).</summary>
internal sealed record PolymarketOrder
{
    public const string TypeString =
        "Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side," +
        "uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)";

    public const string TypeStringV1 =
        "Order(uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,uint256 takerAmount," +
        "uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,uint8 signatureType)";

    private const string SignType =
        "TypedDataSign(Order contents,string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)";

    /// <summary>The largest salt that survives a JSON number.</summary>
    public const long MaxSalt = (1L << 53) - 1;

    public const string WalletName = "DepositWallet";
    public const string WalletVersion = "1";

    private static readonly Hash256 TypeHash = Eip712.TypeHash(TypeString);
    private static readonly Hash256 TypeHashV1 = Eip712.TypeHash(TypeStringV1);
    private static readonly Hash256 SignTypeHash = Eip712.TypeHash(SignType + TypeString);

    public required PolymarketExchange Exchange { get; init; }

    /// <summary>1 … 2^53 − 1.</summary>
    public required long Salt { get; init; }

    /// <summary>The wallet that holds the funds.</summary>
    public required EthAddress Maker { get; init; }

    /// <summary>The key's address; for a deposit wallet the wallet itself.</summary>
    public required EthAddress Signer { get; init; }

    /// <summary>The outcome's token id.</summary>
    public required Hash256 TokenId { get; init; }

    public required PolymarketAmounts Amounts { get; init; }

    public required Side Side { get; init; }

    public required PolymarketWalletKind Wallet { get; init; }

    /// <summary>Unix milliseconds; not in V1.</summary>
    public long TimestampMs { get; init; }

    public Hash256 Metadata { get; init; }

    public Hash256 Builder { get; init; }

    /// <summary>Unix seconds, 0 for none; signed in V1 only.</summary>
    public long Expiration { get; init; }

    /// <summary>V1 only.</summary>
    public long Nonce { get; init; }

    /// <summary>V1 only.</summary>
    public long FeeRateBps { get; init; }

    /// <summary>The shares that are traded.</summary>
    public Shares Shares => Shares.FromMicro(Side == Side.Buy ? Amounts.Taker : Amounts.Maker);

    /// <summary>The collateral that is traded.</summary>
    public Money Collateral => Money.FromMicroUsd(Side == Side.Buy ? Amounts.Maker : Amounts.Taker);

    public string TypeText => Exchange.Version == 1 ? TypeStringV1 : TypeString;

    public string TokenText => AbiWord.ToUint(TokenId).ToString(CultureInfo.InvariantCulture);

    /// <summary>The hash of the order's fields.</summary>
    public Hash256 StructHash()
    {
        if (Exchange.Version == 1)
        {
            var old = new Eip712StructWriter(stackalloc byte[Eip712StructWriter.SizeFor(12)], TypeHashV1);
            old.AddUint((ulong)Salt);
            old.AddAddress(Maker);
            old.AddAddress(Signer);
            old.AddAddress(EthAddress.Zero);
            old.AddWord(TokenId);
            old.AddUint((ulong)Amounts.Maker);
            old.AddUint((ulong)Amounts.Taker);
            old.AddUint((ulong)Expiration);
            old.AddUint((ulong)Nonce);
            old.AddUint((ulong)FeeRateBps);
            old.AddUint((ulong)Side);
            old.AddUint((ulong)Wallet);
            return old.Hash();
        }

        var writer = new Eip712StructWriter(stackalloc byte[Eip712StructWriter.SizeFor(11)], TypeHash);
        writer.AddUint((ulong)Salt);
        writer.AddAddress(Maker);
        writer.AddAddress(Signer);
        writer.AddWord(TokenId);
        writer.AddUint((ulong)Amounts.Maker);
        writer.AddUint((ulong)Amounts.Taker);
        writer.AddUint((ulong)Side);
        writer.AddUint((ulong)Wallet);
        writer.AddUint((ulong)TimestampMs);
        writer.AddWord(Metadata);
        writer.AddWord(Builder);
        return writer.Hash();
    }

    /// <summary>The order's id at the venue: the digest of the order alone, for deposit wallets too.</summary>
    public Hash256 OrderDigest() => Eip712.Digest(Exchange.Separator, StructHash());

    /// <summary>The struct that a deposit wallet's key signs: the order within the wallet's own domain.</summary>
    public Hash256 SignStructHash()
    {
        var writer = new Eip712StructWriter(stackalloc byte[Eip712StructWriter.SizeFor(6)], SignTypeHash);
        writer.AddWord(StructHash());
        writer.AddString(WalletName);
        writer.AddString(WalletVersion);
        writer.AddUint((ulong)Exchange.ChainId);
        writer.AddAddress(Maker);
        writer.AddWord(default);
        return writer.Hash();
    }

    /// <summary>What the caller's key signs.</summary>
    public Hash256 SignDigest() =>
        Wallet == PolymarketWalletKind.Deposit ? Eip712.Digest(Exchange.Separator, SignStructHash()) : OrderDigest();
}
