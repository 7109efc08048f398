using System.Globalization;
using Faro.Signing;
using Faro.Signing.TypedData;
using Faro.Venues.TypedOrders;

namespace Faro.Venues.Foresight;

/// <content>Builds orders.</content>
internal sealed partial class Trading
{
    public Task<BuildReply> Build(LegOrder order, CancellationToken cancel) => Task.FromResult(Build(order));

    private BuildReply Build(LegOrder planned)
    {
        var terms = planned.Terms;
        if (terms is not { ExchangeAddress: { } contract, ChainId: { } chain, Decimals: { } decimals and >= 2 and <= 24 }
            || !EthAddress.TryParse(contract, out var exchange) || !AbiWord.TryParseUint(planned.TokenId, out var token))
            return new BuildReply.NotBuilt("not_tradable", "The market's contract terms are incomplete.");
        if (!planned.LimitPrice.IsMultipleOf(Price.Cent)) return new BuildReply.NotBuilt("not_tradable", "The price is not on the venue's price grid.");
        var order = new ForesightOrder
        {
            ConditionId = planned.Market.MarketId.Split(':')[0],
            ChainId = chain,
            Exchange = exchange,
            Salt = planned.Salt,
            Signer = planned.Accounts.ForesightAddress ?? planned.Accounts.Wallet,
            TokenId = token,
            Outcome = planned.Outcome,
            Side = planned.Side,
            TokenTick = planned.LimitPrice.WholeCents,
            Size = (UInt128)planned.Shares.WholeHundredths * Unit(decimals) / 100,
            Decimals = decimals,
            FeeRateBps = terms.FeeRateBps ?? 0,
            Convention = options.NoPrice,
        };
        return new BuildReply.Built(Leg(planned, order));
    }

    private static BuiltLeg Leg(LegOrder planned, ForesightOrder order)
    {
        var (orderType, timeInForce) = planned.Time switch
        {
            TimeInForce.Gtc => ("LIMIT", (string?)null),
            TimeInForce.Ioc => ("MARKET", null),
            _ => ("LIMIT", "FOK"),
        };
        var hash = order.Hash().ToString();
        var leg = new PreparedLeg
        {
            LegId = planned.LegId,
            Venue = Venue.Foresight,
            MarketId = planned.Market.MarketId,
            VenueOutcome = planned.Outcome,
            TokenId = planned.TokenId,
            Shares = planned.Shares,
            LimitPrice = planned.LimitPrice,
            Notional = planned.Notional,
            Digest = hash,
            Signer = order.Signer.ToString(),
            VenueOrderId = VenueOrderId.OrderHash(hash),
            OrderType = timeInForce ?? orderType,
            BodyTemplate = order.Body(orderType, timeInForce, BodyTemplate.SignatureBlank),
            ExpiresAt = planned.Now + planned.Lifetime,
        };
        return new BuiltLeg(leg, order.TypedData(), Preview(order, timeInForce ?? orderType, planned.OutcomeLabel));
    }

    private static Preview Preview(ForesightOrder order, string orderType, string outcomeLabel)
    {
        var price = new Price(order.TokenTick * Price.Cent.TenThousandths).Dollars.ToString("0.00", CultureInfo.InvariantCulture);
        var (maker, taker) = ForesightAmounts.Of(order.Side, order.TokenTick, order.Size);
        return new Preview(
            $"{Venues.Preview.Verb(order.Side)} {Units(order.Size, order.Decimals)} shares of \"{outcomeLabel}\" at Foresight for " +
            $"{Venues.Preview.Bound(order.Side)} {Units(order.Side == Side.Buy ? maker : taker, order.Decimals)} collateral.",
            [
                $"Price limit {price} per share; order type {orderType}.",
                $"Signed by and traded from {order.Signer}.",
                $"Exchange contract {order.Exchange}, chain {order.ChainId}, fee {order.FeeRateBps} bps.",
                order.Expiration == 0 ? "The order does not expire by itself." : $"Expires at Unix second {order.Expiration}.",
                "Cancelling takes the order off the book; it does not void the signature.",
            ],
            order.Hash().ToString());
    }

    private static UInt128 Unit(int decimals)
    {
        var unit = UInt128.One;
        for (var i = 0; i < decimals; i++) unit *= 10;
        return unit;
    }

    private static string Units(UInt128 value, int decimals)
    {
        var rest = (value % Unit(decimals)).ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0').TrimEnd('0');
        var whole = (value / Unit(decimals)).ToString(CultureInfo.InvariantCulture);
        return rest.Length == 0 ? whole : $"{whole}.{rest}";
    }
}
