using Faro.Clob.Engine;
using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Clob.Intake;

/// <summary>One order as received: syntax checked (7.5 step 1), content not yet.</summary>
public sealed record SignedOrder
{
    /// <summary>EIP-712 hash of the struct's type string (7.1).</summary>
    public static readonly Hash256 TypeHash = Eip712.TypeHash(
        "Order(uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,"
        + "uint256 takerAmount,uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,uint8 signatureType)");

    /// <summary>The market's condition.</summary>
    public required Hash256 ConditionId { get; init; }

    /// <summary>The market's chain.</summary>
    public required long ChainId { get; init; }

    /// <summary>True for outcome 1, YES.</summary>
    public required bool Yes { get; init; }

    /// <summary>Buy or sell.</summary>
    public required OrderSide Side { get; init; }

    /// <summary><c>LIMIT</c>, <c>MARKET</c> or <c>GTD</c>.</summary>
    public required string OrderType { get; init; }

    /// <summary>YES price as written.</summary>
    public required string Price { get; init; }

    /// <summary>Size in shares as written.</summary>
    public required string Size { get; init; }

    /// <summary>uint256.</summary>
    public required Hash256 Salt { get; init; }

    /// <summary>The claimed signer; also the maker.</summary>
    public required EthAddress Signer { get; init; }

    /// <summary>The maker, if it was sent.</summary>
    public EthAddress? Maker { get; init; }

    /// <summary>Only the zero address is accepted.</summary>
    public required EthAddress Taker { get; init; }

    /// <summary>uint256.</summary>
    public required Hash256 TokenId { get; init; }

    /// <summary>uint256, base units given.</summary>
    public required Hash256 MakerAmount { get; init; }

    /// <summary>uint256, base units received.</summary>
    public required Hash256 TakerAmount { get; init; }

    /// <summary>uint256, Unix seconds, 0 for none.</summary>
    public required Hash256 Expiration { get; init; }

    /// <summary>uint256, the wallet's exchange nonce.</summary>
    public required Hash256 Nonce { get; init; }

    /// <summary>Signed fee rate.</summary>
    public required long FeeRateBps { get; init; }

    /// <summary>0 is EOA.</summary>
    public long SignatureType { get; init; }

    /// <summary>As received, of any length up to 256 bytes.</summary>
    public required byte[] Signature { get; init; }

    /// <summary><c>GTC</c>, <c>FAK</c>, <c>FOK</c> or null.</summary>
    public string? TimeInForce { get; init; }

    /// <summary>Must not trade on arrival.</summary>
    public bool PostOnly { get; init; }

    /// <summary>The domain of an exchange contract on a chain (7.1).</summary>
    public static Hash256 DomainSeparator(long chainId, EthAddress exchange) =>
        new Eip712Domain("ForesightExchange", "1", (ulong)chainId, exchange).Separator();

    /// <summary>The hash of the twelve signed fields; the maker is always the signer.</summary>
    public Hash256 StructHash()
    {
        Eip712StructWriter writer = new(stackalloc byte[Eip712StructWriter.SizeFor(12)], TypeHash);
        writer.AddWord(Salt);
        writer.AddAddress(Signer);
        writer.AddAddress(Signer);
        writer.AddAddress(Taker);
        writer.AddWord(TokenId);
        writer.AddWord(MakerAmount);
        writer.AddWord(TakerAmount);
        writer.AddWord(Expiration);
        writer.AddWord(Nonce);
        writer.AddUint((ulong)FeeRateBps);
        writer.AddUint((ulong)Side);
        writer.AddUint((ulong)SignatureType);
        return writer.Hash();
    }

    /// <summary>What the wallet signs, and the order's id from then on.</summary>
    public Hash256 OrderHash(in Hash256 domainSeparator) => Eip712.Digest(domainSeparator, StructHash());
}
