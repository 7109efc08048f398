using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Orders.Quotes;
using Faro.Orders.Routing;
using Faro.Signing;
using Faro.Venues;

namespace Faro.Orders.Preparing;

/// <summary>A leg with what the customer is handed for it.</summary>
/// <param name="Leg">What Faro keeps.</param>
/// <param name="UnsignedPayload">What the customer signs.</param>
/// <param name="Preview">The same in plain words.</param>
internal sealed record BuiltLeg(PreparedLeg Leg, JsonObject UnsignedPayload, Preview Preview);

/// <summary>What a leg is built from that the plan does not know. Ids, salts and times come from outside.</summary>
/// <param name="LegId">The leg's id.</param>
/// <param name="Salt">128 random bits.</param>
/// <param name="Now">The time.</param>
internal sealed record LegSeed(Guid LegId, UInt128 Salt, DateTimeOffset Now);

/// <summary>Turns planned legs into payloads. Pure.</summary>
internal static class LegBuilder
{
    /// <summary>The words for how to sign.</summary>
    public static string Instructions(Venue venue) => venue switch
    {
        Venue.Polymarket => "Sign each Polymarket leg's unsigned_payload as EIP-712 (eth_signTypedData_v4) with wallet_address, and compare the digest. "
            + "Then put the signature and your POLY_API_KEY into relay.body_template's blanks, compute the L2 headers over exactly that text "
            + "(POST /order), and submit signature, owner and l2_headers.",
        Venue.Kalshi => "Each Kalshi leg contains a base64 versioned Solana transaction in unsigned_payload.transaction_b64. Sign its message unchanged with "
            + "dflow_account within a minute, and submit signed_tx_b64; or send it yourself and submit rpc_signature.",
        _ => "Sign each Foresight leg's unsigned_payload as EIP-712 with foresight_address, compare the digest, and submit signature, owner and fs_headers.",
    };

    /// <summary>A Polymarket order; a refusal when the market's exchange is unknown or the price is off the grid.</summary>
    public static (BuiltLeg? Leg, string? Fault) Polymarket(
        PlannedLeg planned, EventMember member, PrepareRequest request, LegSeed seed, OrdersOptions options)
    {
        var terms = member.View.Trading!;
        var maker = request.PolymarketMaker ?? request.Wallet;
        var kind = request.PolymarketSignatureType is { } given ? (PolymarketWalletKind)given : PolymarketWallets.KindOf(request.Wallet, maker)!.Value;
        if (PolymarketExchange.ForMarket(terms.ProtocolVersion, terms.NegRisk, options.PolymarketChainId) is not { } exchange)
            return (null, "The market's protocol version is not known here.");
        var outcome = EventMember.VenueOutcome(request.Outcome, member.Inverted!.Value);
        var tokenText = outcome == Outcome.Yes ? terms.YesToken : terms.NoToken;
        if (!AbiWord.TryParseUint(tokenText, out var token)) return (null, "The market's token id cannot be read.");

        var decimals = PolymarketAmounts.MarketDecimals(Tick(planned, terms));
        var amounts = request.Time == TimeInForce.Gtc ? PolymarketAmounts.Limit(request.Side, planned.LimitPrice, planned.Shares)
            : request.Side == Side.Buy ? PolymarketAmounts.MarketBuy(planned.LimitPrice, planned.Notional, decimals)
            : PolymarketAmounts.MarketSell(planned.LimitPrice, planned.Shares, decimals);
        if (amounts.Maker <= 0 || amounts.Taker <= 0) return (null, "The order's amounts round to nothing.");
        var order = new PolymarketOrder
        {
            Exchange = exchange,
            Salt = (long)(seed.Salt % (UInt128)PolymarketOrder.MaxSalt) + 1,
            Maker = maker,
            Signer = kind == PolymarketWalletKind.Deposit ? maker : request.Wallet,
            TokenId = token,
            Amounts = amounts,
            Side = request.Side,
            Wallet = kind,
            TimestampMs = seed.Now.ToUnixTimeMilliseconds(),
        };
        var orderType = request.Time switch { TimeInForce.Gtc => "GTC", TimeInForce.Ioc => "FAK", _ => "FOK" };
        var leg = new PreparedLeg
        {
            LegId = seed.LegId,
            Venue = Venue.Polymarket,
            MarketId = planned.MarketId,
            VenueOutcome = outcome,
            TokenId = tokenText,
            Shares = Shares.FromMicro(request.Side == Side.Buy ? amounts.Taker : amounts.Maker),
            LimitPrice = planned.LimitPrice,
            Notional = planned.Notional,
            Digest = order.SignDigest().ToString(),
            Signer = request.Wallet.ToString(),
            Maker = maker.ToString(),
            WalletKind = (int)kind,
            VenueOrderId = VenueOrderId.OrderHash(order.OrderDigest().ToString()),
            OrderType = orderType,
            BodyTemplate = PolymarketPayload.Body(order, orderType, false, PolymarketPayload.SignatureBlank, PolymarketPayload.OwnerBlank),
            SignatureTail = kind == PolymarketWalletKind.Deposit
                ? Hex.Encode(PolymarketDepositSignature.Pack(new byte[Secp256k1.SignatureSize], order).AsSpan(Secp256k1.SignatureSize))
                : null,
            ExpiresAt = seed.Now + options.PrepareLifetime,
        };
        return (new BuiltLeg(leg, PolymarketPayload.SignTypedData(order), Preview.Of(order, orderType, member.Label(request.Outcome))), null);
    }

    /// <summary>A Foresight order.</summary>
    public static (BuiltLeg? Leg, string? Fault) Foresight(
        PlannedLeg planned, EventMember member, PrepareRequest request, LegSeed seed, OrdersOptions options)
    {
        var terms = member.View.Trading!;
        var outcome = EventMember.VenueOutcome(request.Outcome, member.Inverted!.Value);
        var tokenText = outcome == Outcome.Yes ? terms.YesToken : terms.NoToken;
        if (terms is not { ExchangeAddress: { } contract, ChainId: { } chain, Decimals: { } decimals and >= 2 and <= 24 }
            || !EthAddress.TryParse(contract, out var exchange) || !AbiWord.TryParseUint(tokenText, out var token))
            return (null, "The market's contract terms are incomplete.");
        if (!planned.LimitPrice.IsMultipleOf(Price.Cent)) return (null, "The price is off the venue's grid.");
        var signer = request.ForesightAddress ?? request.Wallet;
        var unit = UInt128.One;
        for (var i = 0; i < decimals; i++) unit *= 10;
        var order = new ForesightOrder
        {
            ConditionId = member.Ref.MarketId.Split(':')[0],
            ChainId = chain,
            Exchange = exchange,
            Salt = seed.Salt,
            Signer = signer,
            TokenId = token,
            Outcome = outcome,
            Side = request.Side,
            TokenTick = planned.LimitPrice.WholeCents,
            Size = (UInt128)planned.Shares.WholeHundredths * unit / 100,
            Decimals = decimals,
            FeeRateBps = terms.FeeRateBps ?? 0,
            Convention = options.NoPrice,
        };
        var (orderType, timeInForce) = request.Time switch
        {
            TimeInForce.Gtc => ("LIMIT", (string?)null),
            TimeInForce.Ioc => ("MARKET", null),
            _ => ("LIMIT", "FOK"),
        };
        var hash = order.Hash().ToString();
        var leg = new PreparedLeg
        {
            LegId = seed.LegId,
            Venue = Venue.Foresight,
            MarketId = planned.MarketId,
            VenueOutcome = outcome,
            TokenId = tokenText,
            Shares = planned.Shares,
            LimitPrice = planned.LimitPrice,
            Notional = planned.Notional,
            Digest = hash,
            Signer = signer.ToString(),
            VenueOrderId = VenueOrderId.OrderHash(hash),
            OrderType = timeInForce ?? orderType,
            BodyTemplate = order.Body(orderType, timeInForce, PolymarketPayload.SignatureBlank),
            ExpiresAt = seed.Now + options.PrepareLifetime,
        };
        return (new BuiltLeg(leg, order.TypedData(), Preview.Of(order, timeInForce ?? orderType, member.Label(request.Outcome))), null);
    }

    /// <summary>A Kalshi swap, read back and checked before it is handed out.</summary>
    public static (BuiltLeg? Leg, string? Fault) Kalshi(
        PlannedLeg planned, EventMember member, PrepareRequest request, LegSeed seed, OrdersOptions options,
        string transactionBase64, ulong lastValidBlockHeight, bool isAsync, ulong given, ulong worst)
    {
        var verdict = SolanaPacket.TryRead(transactionBase64, out var packet, out var reason);
        if (packet is null) return (null, $"The venue's transaction is refused ({verdict}: {reason}).");
        if (SolanaPolicy.Fault(packet, request.DFlowAccount!, given, worst) is { } fault) return (null, fault);
        var outcome = EventMember.VenueOutcome(request.Outcome, member.Inverted!.Value);
        var terms = member.View.Trading!;
        var leg = new PreparedLeg
        {
            LegId = seed.LegId,
            Venue = Venue.Kalshi,
            MarketId = planned.MarketId,
            VenueOutcome = outcome,
            TokenId = outcome == Outcome.Yes ? terms.YesToken : terms.NoToken,
            Shares = planned.Shares,
            LimitPrice = planned.LimitPrice,
            Notional = planned.Notional,
            Digest = packet.MessageHash,
            Signer = request.DFlowAccount!,
            OrderType = "SWAP",
            TransactionBase64 = transactionBase64,
            LastValidBlockHeight = lastValidBlockHeight,
            IsAsync = isAsync,
            ExpiresAt = seed.Now + options.SolanaLifetime,
        };
        var payload = new JsonObject
        {
            ["transaction_b64"] = transactionBase64,
            ["last_valid_block_height"] = lastValidBlockHeight.ToString(CultureInfo.InvariantCulture),
        };
        return (new BuiltLeg(leg, payload, Preview.Of(packet, request.Side, outcome, member.Label(request.Outcome))), null);
    }

    private static Price Tick(PlannedLeg planned, TradingTerms terms)
    {
        // The finest of what the catalog and the price itself say: an amount with fewer decimals is always allowed.
        var tick = terms.Tick is { } t && PolymarketAmounts.IsTick(t) ? t : Price.Cent;
        return planned.LimitPrice.IsMultipleOf(tick) ? tick : planned.LimitPrice.IsMultipleOf(Price.Mill) ? Price.Mill : Price.Finest;
    }
}
