namespace Faro.Venues.Polymarket;

/// <content>Asks what became of an order.</content>
internal sealed partial class Trading
{
    public bool CanAsk(LegCredentials? credentials) => credentials?.WellFormed<PolymarketHeaders>() is not null;

    /// <summary>Needs headers over the order's path and, for final fills, over the trades' path.</summary>
    public async Task<Evidence> Ask(AskedLeg leg, LegCredentials? credentials, CancellationToken cancel)
    {
        var headers = credentials?.WellFormed<PolymarketHeaders>() ?? throw new ArgumentException("No well-formed headers.", nameof(credentials));
        var (id, shares) = (leg.Id, leg.Prepared.Shares.Count);
        var found = await client.GetOrder(id, shares, headers, cancel).ConfigureAwait(false);
        var trades = credentials.Of<PolymarketTradeHeaders>() is { } over
            ? await client.GetFills(id, leg.Prepared.MarketId, shares, over.Headers, cancel).ConfigureAwait(false)
            : null;
        if (found is null)
        {
            // The venue forgets ended orders: only an order without trades, queried late enough, never arrived.
            if (trades is { Count: 0 } && leg.IsInDoubt && leg.IsOverdue) return Evidence.Void.NeverArrived;
            if (trades is null or { Count: 0 }) return new Evidence.NoNews();
            var sum = trades.Where(t => t.State != FillState.Failed).Sum(t => t.Shares);
            found = new VenueOrder { VenueOrderId = id, State = VenueOrderState.PartiallyFilled, FilledShares = sum };
        }

        return Standing(leg, found, trades);
    }

    /// <summary>
    /// The order says how much is filled, the trades how much of it is final. Increments are reported with ids of our own, because
    /// the first one may come from the submission's answer, before any trade has a name.
    /// </summary>
    internal static Evidence.Standing Standing(AskedLeg leg, VenueOrder order, IReadOnlyList<VenueFill>? trades)
    {
        var fills = leg.Fills.ToList();
        var filled = Shares.Floor(order.FilledShares);
        if (filled > leg.Filled)
        {
            var more = filled - leg.Filled;
            var (price, paid) = Paid(leg, trades, filled, more);
            fills.Add(new ReportedFill($"order@{filled.Micro}", more, price, paid, FillState.Matched, null));
        }

        if (trades is not null) Settle(fills, trades);
        // An order that matched has ended; one whose every fill failed on the chain has ended without fills.
        return fills.Count > 0 && fills.All(f => f.State == FillState.Failed) && LegEnds.Of(order.State) == LegEnd.Completed
            ? new Evidence.Standing(fills, LegEnd.Failed, "Every fill failed on the chain.")
            : new Evidence.Standing(fills, LegEnds.Of(order.State), LegEnds.Reason(order));
    }

    private static void Settle(List<ReportedFill> fills, IReadOnlyList<VenueFill> trades)
    {
        var settled = Shares.Floor(trades.Where(t => t.State == FillState.Settled).Sum(t => t.Shares));
        var failed = Shares.Floor(trades.Where(t => t.State == FillState.Failed).Sum(t => t.Shares));
        var hash = trades.LastOrDefault(t => t.State == FillState.Settled)?.TransactionHash;
        var counted = Shares.None;
        for (var i = 0; i < fills.Count; i++)
        {
            if (fills[i].State == FillState.Failed) continue;
            counted += fills[i].Shares;
            if (counted <= settled) fills[i] = fills[i] with { State = FillState.Settled, TransactionHash = fills[i].TransactionHash ?? hash };
        }

        for (var i = fills.Count - 1; i >= 0 && failed > Shares.None; i--)
        {
            if (fills[i].State != FillState.Matched || fills[i].Shares > failed) continue;
            failed -= fills[i].Shares;
            fills[i] = fills[i] with { State = FillState.Failed };
        }
    }

    /// <summary>The cost of the new shares: from the trades to the millionth, else at the limit.</summary>
    private static (Price Price, Money Paid) Paid(AskedLeg leg, IReadOnlyList<VenueFill>? trades, Shares filled, Shares more)
    {
        var standing = trades?.Where(t => t.State != FillState.Failed).ToList() ?? [];
        var (shares, money) = (standing.Sum(t => t.Shares), standing.Sum(t => t.Shares * t.TokenPrice));
        if (shares <= 0) return (leg.Prepared.LimitPrice, Money.FloorOf(more, leg.Prepared.LimitPrice));
        var before = leg.Fills.Where(f => f.State != FillState.Failed).Sum(f => f.Notional);
        // If the trades are everything that is filled, the rest of their money is new; else their average is used.
        var paid = Shares.Floor(shares) == filled && Money.FloorDollars(money) is var all && all > before
            ? all - before
            : Money.FloorDollars(more.Count * money / shares);
        return (Price.Nearest(money / shares), paid);
    }
}
