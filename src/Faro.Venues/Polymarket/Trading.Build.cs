using System.Globalization;
using Faro.Signing;
using Faro.Signing.TypedData;
using Faro.Venues.TypedOrders;

namespace Faro.Venues.Polymarket;

/// <content>Builds orders.</content>
internal sealed partial class Trading
{
    public Task<BuildReply> Build(LegOrder order, CancellationToken cancel) => Task.FromResult(Build(order));

    private BuildReply Build(LegOrder order)
    {
        var accounts = order.Accounts;
        var maker = accounts.PolymarketMaker ?? accounts.Wallet;
        var kind = accounts.PolymarketSignatureType is { } given
            ? (PolymarketWalletKind)given
            : PolymarketWallets.KindOf(accounts.Wallet, maker)!.Value; // the dialect refuses any other wallet
        if (PolymarketExchange.ForMarket(order.Terms.ProtocolVersion, order.Terms.NegRisk, options.OrderChainId) is not { } exchange)
            return NotTradable("The market's protocol version is not supported.");
        if (!AbiWord.TryParseUint(order.TokenId, out var token)) return NotTradable("The market's token id cannot be read.");
        var amounts = Amounts(order);
        if (amounts.Maker <= 0 || amounts.Taker <= 0) return NotTradable("The order's amounts round to nothing.");
        return new BuildReply.Built(Leg(order, new PolymarketOrder
        {
            Exchange = exchange,
            Salt = (long)(order.Salt % (UInt128)PolymarketOrder.MaxSalt) + 1,
            Maker = maker,
            Signer = kind == PolymarketWalletKind.Deposit ? maker : accounts.Wallet,
            TokenId = token,
            Amounts = amounts,
            Side = order.Side,
            Wallet = kind,
            TimestampMs = order.Now.ToUnixTimeMilliseconds(),
        }));
    }

    private static BuiltLeg Leg(LegOrder planned, PolymarketOrder order)
    {
        var orderType = planned.Time switch { TimeInForce.Gtc => "GTC", TimeInForce.Ioc => "FAK", _ => "FOK" };
        var id = VenueOrderId.OrderHash(order.OrderDigest().ToString());
        var body = PolymarketPayload.Body(order, orderType, false, BodyTemplate.SignatureBlank, BodyTemplate.OwnerBlank);
        var tail = order.Wallet == PolymarketWalletKind.Deposit
            ? Hex.Encode(PolymarketDepositSignature.Pack(new byte[Secp256k1.SignatureSize], order).AsSpan(Secp256k1.SignatureSize))
            : null;
        var leg = new PreparedLeg
        {
            LegId = planned.LegId,
            Venue = Venue.Polymarket,
            MarketId = planned.Market.MarketId,
            VenueOutcome = planned.Outcome,
            TokenId = planned.TokenId,
            Shares = order.Shares,
            LimitPrice = planned.LimitPrice,
            Notional = planned.Notional,
            Spends = planned.SpendsNotional ? order.Collateral : null,
            Digest = order.SignDigest().ToString(),
            Signer = planned.Accounts.Wallet.ToString(),
            Maker = order.Maker.ToString(),
            WalletKind = (int)order.Wallet,
            VenueOrderId = id,
            OrderType = orderType,
            BodyTemplate = body,
            SignatureTail = tail,
            ExpiresAt = planned.Now + planned.Lifetime,
        };
        return new BuiltLeg(leg, PolymarketPayload.SignTypedData(order), Preview(order, orderType, planned.OutcomeLabel))
        {
            Relay = new RelayedRequest(
                "POST", PolymarketClient.SubmitPath, body,
                [
                    new(BodyTemplate.SignatureBlank, "the signature as it is posted"
                        + (tail is null ? "" : ": the key's signature followed by signature_suffix")),
                    new(BodyTemplate.OwnerBlank, "POLY_API_KEY"),
                ],
                tail),
            Cancel = new CoveredRequest("DELETE", PolymarketClient.SubmitPath, PolymarketClient.CancelBody(id)),
        };
    }

    private static PolymarketAmounts Amounts(LegOrder order)
    {
        if (order.Time == TimeInForce.Gtc) return PolymarketAmounts.Limit(order.Side, order.LimitPrice, order.Shares);
        // The plan has already rounded an order in dollars: its amounts are signed.
        if (order.SpendsNotional) return new PolymarketAmounts(order.Notional.MicroUsd, order.Shares.Micro);
        // The finer of the catalog's and the price's own step: an amount with fewer decimals is always allowed.
        var listed = order.Terms.Tick is { } t && PolymarketAmounts.IsTick(t) ? t : Price.Cent;
        var tick = order.LimitPrice.IsMultipleOf(listed) ? listed : order.LimitPrice.IsMultipleOf(Price.Mill) ? Price.Mill : Price.Finest;
        var decimals = PolymarketAmounts.MarketDecimals(tick);
        return PolymarketAmounts.MarketSell(order.LimitPrice, order.Shares, decimals);
    }

    private static Preview Preview(PolymarketOrder order, string orderType, string outcomeLabel)
    {
        var (shares, money) = (order.Shares, order.Collateral);
        var limit = shares == Shares.None ? "0" : ((decimal)money.MicroUsd / shares.Micro).ToString("0.######", CultureInfo.InvariantCulture);
        return new Preview(
            $"{Venues.Preview.Verb(order.Side)} {shares} shares of \"{outcomeLabel}\" at Polymarket for {Venues.Preview.Bound(order.Side)} {money} pUSD.",
            [
                $"Price limit {limit} per share; order type {orderType}.",
                $"Funds come from {order.Maker} ({order.Wallet.ToString().ToLowerInvariant()} wallet).",
                $"Exchange contract {order.Exchange.Contract} (version {order.Exchange.Version}, chain {order.Exchange.ChainId}).",
                $"Token {order.TokenText}.",
                order.Expiration == 0 ? "The order does not expire by itself." : $"Expires at Unix second {order.Expiration} (not signed).",
                $"The order's id at the venue will be {order.OrderDigest()}.",
            ],
            order.SignDigest().ToString());
    }

    private static BuildReply.NotBuilt NotTradable(string reason) => new("not_tradable", reason);
}
