using Faro.Ingest;
using Faro.Venues;

namespace Faro.Matching.Matches.Gaps;

/// <summary>
/// From a linked pair and the prices of its markets to a fact: two markets of one question should have similar prices, and a pair whose
/// prices stay apart may be linked wrongly. Pure; it flags, and never changes a link.
/// </summary>
internal static class PriceGapRules
{
    /// <summary>How many points the prices may be apart.</summary>
    public const decimal AllowedPoints = 15;

    /// <summary>How far the best bid and ask of a market may be apart for their middle to be a price.</summary>
    public const decimal WidestSpread = 0.2m;

    /// <summary>How long the prices have to stay apart to be flagged.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>The fact to record for a linked pair; null when nothing has changed, or a price is not known.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="left">The left market.</param>
    /// <param name="right">The right market.</param>
    /// <param name="now">The time.</param>
    public static MatchEvent? Of(MatchView pair, MarketView left, MarketView right, DateTimeOffset now)
    {
        if (pair.EventId is not { } eventId)
            return null;
        var seen = pair.PriceGap;
        if (left.Status != MarketStatus.Trading || right.Status != MarketStatus.Trading)
            return seen is null ? null : new PriceGapClosed(eventId, "not_trading", now);
        if (PriceOf(left.Quote) is not { } one || PriceOf(right.Quote) is not { } other || pair.Polarity == Polarity.Unknown)
            return null;
        var gap = new PriceGap(one, pair.Polarity == Polarity.Inverted ? 1 - other : other);
        if (gap.Points <= AllowedPoints)
            return seen is null ? null : new PriceGapClosed(eventId, "met", now);
        return seen switch
        {
            null => new PriceGapOpened(gap, now),
            { FlaggedAt: null } when now - seen.Since >= Patience => new PriceGapFlagged(eventId, gap, seen.Since, now),
            _ => null,
        };
    }

    /// <summary>The middle of the best bid and ask of the first outcome; null without both, and when they are too far apart to be meaningful.</summary>
    private static decimal? PriceOf(ListedQuote quote) =>
        quote is { BestBid: { } bid, BestAsk: { } ask } && ask - bid <= WidestSpread ? (bid + ask) / 2 : null;
}
