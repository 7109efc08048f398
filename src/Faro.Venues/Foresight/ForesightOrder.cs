using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Faro.Signing;
using Faro.Signing.TypedData;
using Faro.Venues.TypedOrders;

namespace Faro.Venues.Foresight;

/// <summary>What the venue's field <c>price</c> means on an order for NO. The signed amounts do not depend on it.</summary>
public enum NoPriceConvention
{
    /// <summary>Always the YES probability: NO at <c>price</c> p trades at 1 − p.</summary>
    YesProbability,

    /// <summary>The price of the token that the order names.</summary>
    OutcomeToken,
}

/// <summary>The amounts of a Foresight order in base units: BUY rounds its cap up, SELL its floor down.</summary>
internal static class ForesightAmounts
{
    /// <summary>Ticks in one unit of collateral.</summary>
    public const int Ticks = 100;

    /// <summary>Maker and taker amount of an order of <paramref name="size"/> base units at a token tick of 1 … 100.</summary>
    public static (UInt128 Maker, UInt128 Taker) Of(Side side, int tokenTick, UInt128 size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokenTick, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokenTick, Ticks);
        return side == Side.Buy
            ? (CeilDiv(checked(size * (uint)tokenTick), Ticks), size)
            : (size, FloorDiv(checked(size * (uint)tokenTick), Ticks));
    }

    /// <summary>The text of the field <c>price</c> for a token tick.</summary>
    public static string PriceText(Outcome outcome, int tokenTick, NoPriceConvention convention)
    {
        var tick = outcome == Outcome.No && convention == NoPriceConvention.YesProbability ? Ticks - tokenTick : tokenTick;
        return (tick / 100m).ToString("0.00", CultureInfo.InvariantCulture);
    }

    private static UInt128 FloorDiv(UInt128 a, uint b) => a / b;

    private static UInt128 CeilDiv(UInt128 a, uint b) => (a + (b - 1)) / b;
}

/// <summary>An order as Foresight's exchange contract checks it, and as it is posted.</summary>
internal sealed record ForesightOrder
{
    public const string TypeString =
        "Order(uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,uint256 takerAmount," +
        "uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,uint8 signatureType)";

    public const string DomainName = "ForesightExchange";

    private static readonly Hash256 TypeHash = Eip712.TypeHash(TypeString);

    public required string ConditionId { get; init; }

    public required long ChainId { get; init; }

    /// <summary>The market's exchange contract.</summary>
    public required EthAddress Exchange { get; init; }

    public required UInt128 Salt { get; init; }

    public required EthAddress Signer { get; init; }

    public required Hash256 TokenId { get; init; }

    public required Outcome Outcome { get; init; }

    public required Side Side { get; init; }

    /// <summary>The token's price in hundredths, 1 … 100.</summary>
    public required int TokenTick { get; init; }

    /// <summary>Base units of the token.</summary>
    public required UInt128 Size { get; init; }

    /// <summary>Decimals of the token.</summary>
    public required int Decimals { get; init; }

    /// <summary>Unix seconds, 0 for none.</summary>
    public long Expiration { get; init; }

    /// <summary>The wallet's nonce at the exchange.</summary>
    public long Nonce { get; init; }

    public required int FeeRateBps { get; init; }

    /// <summary>What the unsigned price text means for NO.</summary>
    public NoPriceConvention Convention { get; init; }

    public Hash256 Separator() => new Eip712Domain(DomainName, "1", (ulong)ChainId, Exchange).Separator();

    public Hash256 StructHash()
    {
        var (maker, taker) = ForesightAmounts.Of(Side, TokenTick, Size);
        var writer = new Eip712StructWriter(stackalloc byte[Eip712StructWriter.SizeFor(12)], TypeHash);
        writer.AddUint(Salt);
        writer.AddAddress(Signer);
        writer.AddAddress(Signer);
        writer.AddAddress(EthAddress.Zero);
        writer.AddWord(TokenId);
        writer.AddUint(maker);
        writer.AddUint(taker);
        writer.AddUint((ulong)Expiration);
        writer.AddUint((ulong)Nonce);
        writer.AddUint((ulong)FeeRateBps);
        writer.AddUint((ulong)Side);
        writer.AddUint(0UL);
        return writer.Hash();
    }

    /// <summary>The order's hash: its id at the venue, and what the key signs.</summary>
    public Hash256 Hash() => Eip712.Digest(Separator(), StructHash());

    /// <summary>The order as typed data for a wallet.</summary>
    public JsonObject TypedData()
    {
        var (maker, taker) = ForesightAmounts.Of(Side, TokenTick, Size);
        return new JsonObject
        {
            ["primaryType"] = "Order",
            ["domain"] = new JsonObject
            {
                ["name"] = DomainName,
                ["version"] = "1",
                ["chainId"] = ChainId,
                ["verifyingContract"] = Exchange.ToString(),
            },
            ["types"] = new JsonObject
            {
                ["EIP712Domain"] = TypedDataFields.Domain,
                ["Order"] = TypedDataFields.Of(TypeString),
            },
            ["message"] = new JsonObject
            {
                ["salt"] = Text(Salt),
                ["maker"] = Signer.ToString(),
                ["signer"] = Signer.ToString(),
                ["taker"] = EthAddress.Zero.ToString(),
                ["tokenId"] = TokenText,
                ["makerAmount"] = Text(maker),
                ["takerAmount"] = Text(taker),
                ["expiration"] = Text((UInt128)Expiration),
                ["nonce"] = Text((UInt128)Nonce),
                ["feeRateBps"] = Text((UInt128)FeeRateBps),
                ["side"] = (int)Side,
                ["signatureType"] = 0,
            },
        };
    }

    /// <summary>The exact text of <c>POST /v1/orders</c>.</summary>
    public string Body(string orderType, string? timeInForce, string signature)
    {
        var (maker, taker) = ForesightAmounts.Of(Side, TokenTick, Size);
        var text = new StringBuilder(900);
        text.Append("{\"orders\":[{\"condition_id\":\"").Append(ConditionId)
            .Append("\",\"chain_id\":").Append(ChainId)
            .Append(",\"side\":\"").Append(Side.Word())
            .Append("\",\"outcome\":").Append(Outcome == Outcome.Yes ? 1 : 0)
            .Append(",\"order_type\":\"").Append(orderType);
        if (timeInForce is not null)
            text.Append("\",\"time_in_force\":\"").Append(timeInForce);
        return text.Append("\",\"price\":\"").Append(ForesightAmounts.PriceText(Outcome, TokenTick, Convention))
            .Append("\",\"size\":\"").Append(SizeText)
            .Append("\",\"salt\":\"").Append(Text(Salt))
            .Append("\",\"signer\":\"").Append(Signer)
            .Append("\",\"taker\":\"").Append(EthAddress.Zero)
            .Append("\",\"token_id\":\"").Append(TokenText)
            .Append("\",\"maker_amount\":\"").Append(Text(maker))
            .Append("\",\"taker_amount\":\"").Append(Text(taker))
            .Append("\",\"expiration\":\"").Append(Expiration)
            .Append("\",\"nonce\":\"").Append(Nonce)
            .Append("\",\"fee_rate_bps\":").Append(FeeRateBps)
            .Append(",\"signature_type\":0,\"signature\":\"").Append(signature)
            .Append("\"}]}").ToString();
    }

    private string TokenText => AbiWord.ToUint(TokenId).ToString(CultureInfo.InvariantCulture);

    /// <summary>Shares as decimal text without trailing zeros.</summary>
    private string SizeText
    {
        get
        {
            var digits = ((BigInteger)Size).ToString(CultureInfo.InvariantCulture).PadLeft(Decimals + 1, '0');
            var whole = digits[..^Decimals];
            var rest = digits[^Decimals..].TrimEnd('0');
            return rest.Length == 0 ? whole : $"{whole}.{rest}";
        }
    }

    private static string Text(UInt128 value) => value.ToString(CultureInfo.InvariantCulture);
}
