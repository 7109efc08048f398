using Faro.Orders.Quotes;
using Faro.Orders.Routing;
using Faro.Venues;
using Faro.Venues.Kalshi;

namespace Faro.Orders.Preparing;

/// <summary>Asks the swap source for a leg's transaction within the order's limit.</summary>
internal static class KalshiSwaps
{
    /// <summary>The built leg; else a code and words of why this venue cannot take part now.</summary>
    public static async Task<(BuiltLeg? Leg, string? Code, string? Reason)> Build(
        KalshiClient client, PlannedLeg planned, EventMember member, PrepareRequest request, LegSeed seed, OrdersOptions options,
        FeeModel fee, CancellationToken cancel)
    {
        var terms = member.View.Trading!;
        var outcome = EventMember.VenueOutcome(request.Outcome, member.Inverted!.Value);
        var mint = outcome == Outcome.Yes ? terms.YesToken : terms.NoToken;
        var buy = request.Side == Side.Buy;

        // A swap's price includes its fee; without a limit of the caller's the plan's worst level and its fee are the limit.
        var limit = request.MaxPrice is { } max
            ? UnitPrice.FloorDollars(max)
            : buy
                ? UnitPrice.Min(UnitPrice.One, (UnitPrice.Of(planned.LimitPrice) + fee.PerShare(planned.LimitPrice)).FloorPercent(103))
                : UnitPrice.Max(UnitPrice.Smallest, (UnitPrice.Of(planned.LimitPrice) - fee.PerShare(planned.LimitPrice)).FloorPercent(97));
        var amount = (ulong)(buy ? planned.Notional.MicroUsd : planned.Shares.Micro);
        var least = limit.CeilLeast(amount, request.Side);
        var swap = new SwapRequest(buy ? KalshiMints.Usdc : mint, buy ? mint : KalshiMints.Usdc, amount, options.SlippageBps);
        try
        {
            var quoted = await client.Swaps.Quote(swap, cancel);
            if (quoted is SwapReply<SwapQuote>.Found { Value: var first } && first.WorstOutAmount < least)
            {
                if (first.OutAmount < least) return (null, "price_moved", "The swap's price is beyond the limit.");
                // Less slippage keeps the worst case within the limit.
                var slippage = BasisPoints.FloorBetween(first.OutAmount, least);
                quoted = await client.Swaps.Quote(swap with { SlippageBps = slippage }, cancel);
            }

            if (quoted is SwapReply<SwapQuote>.Refused refused) return (null, refused.Code, refused.Reason);
            var quote = ((SwapReply<SwapQuote>.Found)quoted).Value;
            if (quote.WorstOutAmount < least) return (null, "price_moved", "The swap's price is beyond the limit.");
            var built = await client.Swaps.Build(quote, request.DFlowAccount!, cancel);
            if (built is SwapReply<SwapTransaction>.Refused no) return (null, no.Code, no.Reason);
            var transaction = ((SwapReply<SwapTransaction>.Found)built).Value;
            var (leg, fault) = LegBuilder.Kalshi(
                planned, member, request, seed, options, transaction.TransactionBase64, transaction.LastValidBlockHeight,
                transaction.Quote.IsAsync, amount, least);
            return leg is null ? (null, "unsafe_transaction", fault) : (leg, null, null);
        }
        catch (VenueException e)
        {
            return (null, e.Code, e.Message);
        }
    }
}
