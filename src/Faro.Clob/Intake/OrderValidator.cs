using System.Buffers.Binary;
using Faro.Clob.Engine;
using Faro.Signing;

namespace Faro.Clob.Intake;

/// <summary>Why one order was refused: inline in the answer, never as an HTTP error.</summary>
/// <param name="Code">Code of section 6.</param>
/// <param name="Message">For people.</param>
public sealed record OrderRefusal(string Code, string Message);

/// <summary>An order that passed steps 2 to 10, with its derived amounts.</summary>
/// <param name="Order">As it came.</param>
/// <param name="Hash">Its name.</param>
/// <param name="YesTick">Price in the YES book.</param>
/// <param name="SizeUnits">Signed size in base units.</param>
/// <param name="Lots">The tradable size, in lots of 100 base units.</param>
/// <param name="TimeInForce">GTC, FAK or FOK.</param>
/// <param name="Expiration">Unix seconds, 0 for none.</param>
public sealed record ValidOrder(
    SignedOrder Order, Hash256 Hash, byte YesTick, UInt128 SizeUnits, UInt128 Lots, TimeInForce TimeInForce, long Expiration);

/// <summary>The checks of 7.5 that depend on no other order: cheap ones first, the signature last. Pure.</summary>
public sealed class OrderValidator(NoPriceConvention convention = NoPriceConvention.YesProbability)
{
    /// <summary>Checks steps 2 to 10; the first failing step decides.</summary>
    /// <param name="order">The order.</param>
    /// <param name="market">Its market, null when there is none.</param>
    /// <param name="wallet">Who is authenticated.</param>
    /// <param name="nonce">The wallet's exchange nonce.</param>
    /// <param name="now">Unix seconds.</param>
    public (ValidOrder? Valid, OrderRefusal? Refused) Validate(
        SignedOrder order, MarketTerms? market, EthAddress wallet, in Hash256 nonce, long now)
    {
        if (market is null) return Refuse("NOT_FOUND", "There is no such market on this chain.");
        if (!market.IsClob) return Refuse("MARKET_NOT_CLOB", "The market trades on the AMM.");
        if (market.Status != MarketStatus.Open) return Refuse("MARKET_NOT_ACTIVE", "The market is not accepting orders now.");
        if (order.Signer != wallet || (order.Maker is { } maker && maker != wallet))
            return Refuse("WALLET_MISMATCH", "The order was not signed for the authenticated wallet.");

        TextError priceError = OrderText.ParsePrice(order.Price, out byte tick);
        uint tokenTick = TokenTick(order.Yes, tick);
        if (priceError is TextError.PriceOutOfRange or TextError.Malformed || (priceError == TextError.None && tokenTick is 0 or > 100))
            return Refuse("PRICE_OUT_OF_RANGE", "The price must be from 0.01 to 1.00, and a NO order below 1.00.");
        if (priceError != TextError.None) return Refuse("PRICE_NOT_ON_TICK", "The price must have at most two decimals.");
        byte yesTick = order.Yes ? tick : (byte)(100 - tokenTick);
        if (yesTick == 0) return Refuse("PRICE_OUT_OF_RANGE", "A NO token cannot cost 1.00.");

        if (OrderText.ParseUnits(order.Size, market.Decimals, out UInt128 size) != TextError.None)
            return Refuse("INVALID_SIZE", $"The size must have at most {market.Decimals} decimals and be at most 10^36 base units.");
        if (size < market.MinOrderSize || size < Lots.BaseUnits)
            return Refuse("SIZE_TOO_SMALL", $"The smallest order is {OrderText.FormatUnits(market.MinOrderSize, market.Decimals)}.");
        if (order.TokenId != (order.Yes ? market.YesToken : market.NoToken))
            return Refuse("INVALID_TOKEN", "token_id is not the token of this outcome.");

        (UInt128 makerAmount, UInt128 takerAmount) = OrderText.SignedAmounts(order.Side, tokenTick, size);
        if (order.MakerAmount != Word(makerAmount) || order.TakerAmount != Word(takerAmount))
            return Refuse("DRIFTED_AMOUNTS", $"The signed amounts do not match: price and size need maker_amount {makerAmount} and taker_amount {takerAmount}.");
        if (order.Taker != EthAddress.Zero) return Refuse("INVALID_TAKER", "Only public orders are accepted: taker must be the zero address.");
        if (order.SignatureType != 0) return Refuse("UNSUPPORTED_SIGNATURE_TYPE", "Only signature_type 0 (EOA) is supported.");
        if (order.FeeRateBps != market.FeeRateBps) return Refuse("INVALID_FEE_RATE", $"fee_rate_bps must be {market.FeeRateBps}.");
        if (order.Nonce != nonce) return Refuse("INVALID_NONCE", "nonce must be the wallet's current exchange nonce.");
        if (!OrderFlagRules.TryCombine(order.OrderType, order.TimeInForce, order.PostOnly, out TimeInForce timeInForce))
            return Refuse("INVALID_ORDER_FLAGS", "order_type, time_in_force and post_only contradict each other.");

        long expiration = Seconds(order.Expiration);
        if (order.OrderType == "GTD" && expiration == 0) return Refuse("INVALID_EXPIRATION", "A GTD order needs an expiration.");
        if (expiration != 0 && expiration <= now) return Refuse("ORDER_EXPIRED", "The expiration has passed.");

        Hash256 hash = order.OrderHash(market.DomainSeparator);
        if (Secp256k1.CheckSigner(order.Signer, hash, order.Signature, RecoveryByte.EthereumOrBare) is not SignatureFault.None and var fault)
            return Refuse("INVALID_SIGNATURE", Explain(fault));
        return (new ValidOrder(order, hash, yesTick, size, size / Lots.BaseUnits, timeInForce, expiration), null);
    }

    /// <summary>The tick of the token that is traded (2.1): the only place where the convention matters.</summary>
    public uint TokenTick(bool yes, byte priceTick) =>
        yes || convention == NoPriceConvention.OutcomeToken ? priceTick : 100u - priceTick;

    private static Hash256 Word(UInt128 value)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        word[..16].Clear();
        BinaryPrimitives.WriteUInt128BigEndian(word[16..], value);
        return new Hash256(word);
    }

    /// <summary>Expirations beyond the range of a long never occur.</summary>
    private static long Seconds(in Hash256 word)
    {
        ReadOnlySpan<byte> bytes = word.Bytes;
        if (bytes[..24].ContainsAnyExcept((byte)0)) return long.MaxValue;
        ulong low = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
        return low > long.MaxValue ? long.MaxValue : (long)low;
    }

    private static string Explain(SignatureFault fault) => fault switch
    {
        SignatureFault.WrongLength => "The signature must be 65 bytes.",
        SignatureFault.WrongRecoveryByte => "The last byte of the signature must be 27 or 28.",
        SignatureFault.HighS => "The signature's s is in the upper half.",
        SignatureFault.OtherSigner => "The signature is not the signer's over this order, chain and exchange.",
        _ => "The signature is malformed.",
    };

    private static (ValidOrder? Valid, OrderRefusal? Refused) Refuse(string code, string message) =>
        (null, new OrderRefusal(code, message));
}
