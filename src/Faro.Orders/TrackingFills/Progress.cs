using Faro.Venues;

namespace Faro.Orders.TrackingFills;

/// <summary>Turns what venues say of an order into what the log can take. Pure.</summary>
internal static class Progress
{
    /// <summary>The id of the fill that a submission's answer told at once.</summary>
    public const string AtOnce = "answer";

    /// <summary>Foresight: every fill has an id of its own.</summary>
    public static RecordProgress Foresight(Guid leg, VenueOrder order, IReadOnlyList<VenueFill> fills) => new(
        leg, [.. fills.Select(Fill)], End(order.State), order.Reason ?? order.State.ToString().ToLowerInvariant());

    /// <summary>
    /// Polymarket: the order tells how much is filled, the trades how much of it is final. Increments are told under ids of
    /// our own, because the first one may come from the submission's answer, before any trade has a name.
    /// </summary>
    public static RecordProgress Polymarket(LegView leg, VenueOrder order, IReadOnlyList<VenueFill>? trades)
    {
        var fills = leg.Fills.Select(f => new LegProgressFill(f.FillId, f.Shares, f.Price, f.Notional, StateOf(f), f.TransactionHash)).ToList();
        var filled = Shares.Floor(order.FilledShares);
        if (filled > leg.FilledShares)
        {
            var more = filled - leg.FilledShares;
            var price = Average(trades) ?? leg.Prepared.LimitPrice;
            fills.Add(new LegProgressFill($"order@{filled.Micro}", more, price, Money.FloorOf(more, price), FillState.Matched, null));
        }

        if (trades is not null) Settle(fills, trades);
        // An order that matched is over; one whose every fill failed on the chain is over with nothing.
        if (fills.Count > 0 && fills.All(f => f.State == FillState.Failed) && End(order.State) == LegEnd.Completed)
            return new RecordProgress(leg.Prepared.LegId, fills, LegEnd.Failed, "Every fill failed on the chain.");
        return new RecordProgress(leg.Prepared.LegId, fills, End(order.State), order.Reason ?? order.State.ToString().ToLowerInvariant());
    }

    /// <summary>The fill in a submission's answer; null when it told none that fits the order in either unit.</summary>
    public static LegProgressFill? Answer(PreparedLeg leg, SubmitReply.Accepted reply, Side side)
    {
        if (reply.State != SubmitState.Matched || reply is not { MakingAmount: > 0 and var making, TakingAmount: > 0 and var taking }) return null;
        var (shares, money) = side == Side.Buy ? (taking, making) : (making, taking);
        // Recorded answers are decimals, the specification says millionths: whichever gives a size that can be.
        (Shares?, Money?)[] readings =
            [(Shares.TryFloor(shares), Money.TryFloor(money)), (Shares.TryFloorMicro(shares), Money.TryFloorMicro(money))];
        foreach (var (count, paid) in readings)
        {
            if (money > shares || paid is null || count is not { } filled || filled == Shares.None || filled > leg.Shares + leg.Shares) continue;
            return new LegProgressFill(AtOnce, filled, Price.Nearest(money / shares), paid.Value, FillState.Matched, null);
        }

        return null;
    }

    private static void Settle(List<LegProgressFill> fills, IReadOnlyList<VenueFill> trades)
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

    private static LegProgressFill Fill(VenueFill fill) => new(
        fill.FillId, Shares.Floor(fill.Shares), Price.Nearest(fill.TokenPrice), Money.FloorDollars(fill.Shares * fill.TokenPrice), fill.State, fill.TransactionHash);

    private static Price? Average(IReadOnlyList<VenueFill>? trades)
    {
        var standing = trades?.Where(t => t.State != FillState.Failed).ToList();
        return standing is { Count: > 0 } && standing.Sum(t => t.Shares) is > 0 and var shares
            ? Price.Nearest(standing.Sum(t => t.Shares * t.TokenPrice) / shares)
            : null;
    }

    private static FillState StateOf(LegFill fill) => fill.State switch
    {
        "settled" => FillState.Settled,
        "reversed" => FillState.Failed,
        _ => FillState.Matched,
    };

    private static LegEnd? End(VenueOrderState state) => state switch
    {
        VenueOrderState.Matched or VenueOrderState.Filled => LegEnd.Completed,
        VenueOrderState.Cancelled => LegEnd.Cancelled,
        VenueOrderState.Expired => LegEnd.Expired,
        VenueOrderState.Failed => LegEnd.Failed,
        VenueOrderState.Delayed or VenueOrderState.Open or VenueOrderState.PartiallyFilled => null,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not an order's state."),
    };
}
