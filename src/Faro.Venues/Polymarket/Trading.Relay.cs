using System.Text;

namespace Faro.Venues.Polymarket;

/// <content>Submits and cancels.</content>
internal sealed partial class Trading
{
    /// <summary>The id of the fill that a submission's answer reports at once.</summary>
    private const string AtOnce = "answer";

    public async Task<SubmitReply> Submit(CheckedLeg leg, PreparedLeg prepared, Side side, CancellationToken cancel)
    {
        var reply = await client.Submit(Encoding.UTF8.GetBytes(leg.Body!), leg.Credentials.Of<PolymarketHeaders>()!, cancel).ConfigureAwait(false);
        return reply is SubmitReply.Accepted { State: SubmitState.Matched } matched ? matched with { AtOnce = Matched(prepared, side, matched) } : reply;
    }

    public string? CannotCancel(LegCredentials? credentials) =>
        credentials?.WellFormed<PolymarketHeaders>() is null ? "l2_headers_by_leg has no well-formed headers for this leg." : null;

    public Task<CancelReply> Cancel(VenueOrderId order, LegCredentials credentials, CancellationToken cancel) =>
        client.Cancel(order, credentials.Of<PolymarketHeaders>()!, cancel);

    public LegCredentials? ForAskingAfterCancel(LegCredentials credentials) => credentials.WellFormed<PolymarketOrderHeaders>() is { } over
        ? new LegCredentials(over.Headers, credentials.WellFormed<PolymarketTradeHeaders>())
        : null;

    /// <summary>The fill that an answer reports; null when it reports none.</summary>
    private static Evidence.Standing? Matched(PreparedLeg prepared, Side side, SubmitReply.Accepted reply)
    {
        // Without amounts it is only known that it matched: how much, the order and the trades will show.
        if (Fill(prepared, side, reply) is not { } fill) return null;
        // The rest of a market order is cancelled; the amounts show whether everything was filled.
        LegEnd? end = prepared.OrderType is "FOK" or "FAK" ? LegEnd.Completed : null;
        return new Evidence.Standing([fill], end, "matched");
    }

    /// <summary>The amounts of an answer as a fill; null when there are none that fit the order in either unit.</summary>
    private static ReportedFill? Fill(PreparedLeg leg, Side side, SubmitReply.Accepted reply)
    {
        if (reply is not { MakingAmount: > 0 and var making, TakingAmount: > 0 and var taking }) return null;
        var (shares, money) = side == Side.Buy ? (taking, making) : (making, taking);
        // Recorded answers are decimals, the specification says millionths: use the unit that gives a possible size.
        (Shares?, Money?)[] readings =
            [(Shares.TryFloor(shares), Money.TryFloor(money)), (Shares.TryFloorMicro(shares), Money.TryFloorMicro(money))];
        foreach (var (count, paid) in readings)
        {
            if (money > shares || paid is null || count is not { } filled || filled == Shares.None || filled > leg.Shares + leg.Shares) continue;
            return new ReportedFill(AtOnce, filled, Price.Nearest(money / shares), paid.Value, FillState.Matched, null);
        }

        return null;
    }
}
