using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Venues.Kalshi.Solana;
using Faro.Venues.Kalshi.Swaps;

namespace Faro.Venues.Kalshi;

/// <content>Builds legs: gets a transaction within the order's limit from the swap source, and verifies it before it is returned.</content>
internal sealed partial class Trading
{
    // Without a limit from the caller, the limit is the plan's worst level with its fee, plus three percent.
    private const int MostPercent = 103;
    private const int LeastPercent = 97;

    public async Task<BuildReply> Build(LegOrder order, CancellationToken cancel)
    {
        var buy = order.Side == Side.Buy;
        // A swap pays money on a BUY and contracts on a SELL, each in atoms of six decimals.
        var given = (ulong)(buy ? order.Notional.MicroUsd : order.Shares.Micro);
        var least = Limit(order).CeilLeast(given, order.Side);
        var swap = new SwapRequest(buy ? KalshiMints.Usdc : order.TokenId, buy ? order.TokenId : KalshiMints.Usdc, given, options.SlippageBps);
        try
        {
            var quoted = await client.Swaps.Quote(swap, cancel).ConfigureAwait(false);
            if (quoted is SwapReply<SwapQuote>.Found { Value: var first } && first.WorstOutAmount < least)
            {
                if (first.OutAmount < least) return PriceMoved;
                // Less slippage keeps the worst case within the limit.
                var slippage = BasisPoints.FloorBetween(first.OutAmount, least);
                quoted = await client.Swaps.Quote(swap with { SlippageBps = slippage }, cancel).ConfigureAwait(false);
            }

            if (quoted is SwapReply<SwapQuote>.Refused refused) return new BuildReply.NotBuilt(refused.Code, refused.Reason);
            var quote = ((SwapReply<SwapQuote>.Found)quoted).Value;
            if (quote.WorstOutAmount < least) return PriceMoved;
            var built = await client.Swaps.Build(quote, order.Accounts.DFlowAccount!, cancel).ConfigureAwait(false);
            return built is SwapReply<SwapTransaction>.Refused no
                ? new BuildReply.NotBuilt(no.Code, no.Code == "insufficient_funds" ? TooLittle(order, no.Reason) : no.Reason)
                : Leg(order, ((SwapReply<SwapTransaction>.Found)built).Value, given, least);
        }
        catch (VenueException e)
        {
            return new BuildReply.NotBuilt(e.Code, e.Message) { Unreachable = true };
        }
    }

    private static string TooLittle(LegOrder order, string told) =>
        $"The account {order.Accounts.DFlowAccount} holds too little {(order.Side == Side.Buy ? "USDC to buy this" : $"of \"{order.OutcomeLabel}\" to sell this")} ({told.TrimEnd('.')}).";

    private static BuildReply.NotBuilt PriceMoved { get; } = new("price_moved", "The swap's price is beyond the limit.");

    /// <summary>The worst price per contract, including the fee, which is part of a swap's price.</summary>
    private UnitPrice Limit(LegOrder order)
    {
        if (order.CallerLimit is { } limit) return UnitPrice.FloorDollars(limit);
        var (price, fee) = (UnitPrice.Of(order.LimitPrice), (Fee(order.Terms) ?? FeeModel.Free).PerShare(order.LimitPrice));
        return order.Side == Side.Buy
            ? UnitPrice.Min(UnitPrice.One, (price + fee).FloorPercent(MostPercent))
            : UnitPrice.Max(UnitPrice.Smallest, (price - fee).FloorPercent(LeastPercent));
    }

    private BuildReply Leg(LegOrder planned, SwapTransaction transaction, ulong given, ulong least)
    {
        var text = transaction.TransactionBase64;
        var verdict = SolanaPacket.TryRead(text, out var packet, out var reason);
        if (packet is null) return Unsafe($"The venue's transaction is refused ({verdict}: {reason}).");
        var account = planned.Accounts.DFlowAccount!;
        if (SolanaPolicy.Fault(packet, account, given, least) is { } fault) return Unsafe(fault);
        var leg = new PreparedLeg
        {
            LegId = planned.LegId,
            Venue = Venue.Kalshi,
            MarketId = planned.Market.MarketId,
            VenueOutcome = planned.Outcome,
            TokenId = planned.TokenId,
            Shares = planned.Shares,
            LimitPrice = planned.LimitPrice,
            Notional = planned.Notional,
            Spends = planned.Side == Side.Buy ? Money.FromMicroUsd((long)given) : null,
            Digest = packet.MessageHash,
            Signer = account,
            OrderType = "SWAP",
            TransactionBase64 = text,
            LastValidBlockHeight = transaction.LastValidBlockHeight,
            IsAsync = transaction.Quote.IsAsync,
            ExpiresAt = planned.Now + options.TransactionLifetime,
        };
        var payload = new JsonObject
        {
            ["transaction_b64"] = text,
            ["last_valid_block_height"] = transaction.LastValidBlockHeight.ToString(CultureInfo.InvariantCulture),
        };
        return new BuildReply.Built(new BuiltLeg(leg, payload, Preview(packet, planned)));
    }

    private static BuildReply.NotBuilt Unsafe(string fault) => new("unsafe_transaction", fault);

    private static Preview Preview(SolanaPacket packet, LegOrder planned)
    {
        var swap = SolanaPolicy.SwapOf(packet);
        var tokens = $"\"{planned.OutcomeLabel}\" tokens";
        var (given, wanted) = planned.Side == Side.Buy ? ("USDC", tokens) : (tokens, "USDC");
        return new Preview(
            swap is { } s
                ? $"Swap {Units(s.Given)} {given} for about {Units(s.Quoted)} {wanted} on Solana, at least {Units(s.Worst)}."
                : "A swap on Solana whose amounts cannot be read.",
            [
                $"Trades {planned.Outcome.Word()} of the venue's market.",
                $"Fee payer and only signer: {packet.FeePayer}.",
                $"Programs: {string.Join(", ", packet.Instructions.Select(i => packet.Key(i.ProgramIndex)).Distinct())}.",
                $"Blockhash {packet.Blockhash}: the transaction dies about a minute after it was made.",
            ],
            packet.MessageHash);
    }

    /// <summary>Atoms of a token with six decimals: outcome tokens and USDC alike.</summary>
    private static string Units(ulong atoms) => Shares.FromMicro((long)atoms).ToString();
}
