using Faro.Ingest;
using Faro.Venues;

namespace Faro.Orders.Quotes;

/// <summary>The best prices of every venue of an event.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Labels">What the event's YES and NO mean.</param>
/// <param name="Venues">Each venue; one that failed says why.</param>
public sealed record EventQuotes(Guid EventId, OutcomeLabels Labels, IReadOnlyList<VenueQuote> Venues);

/// <summary>A venue's market as it was read for a quote.</summary>
/// <param name="Market">The market.</param>
/// <param name="Seen">When its book was read; null when it was not.</param>
/// <param name="Error">Why there is no quote; null when there is one.</param>
public sealed record VenueQuote(MarketRef Market, BookAge? Seen, Exclusion? Error)
{
    /// <summary>The best prices; null without a quote.</summary>
    public BestPrices? Best { get; init; }
}

/// <summary>How old a book is.</summary>
/// <param name="ObservedAt">When the venue answered with it.</param>
/// <param name="Milliseconds">How long ago that is.</param>
public sealed record BookAge(DateTimeOffset ObservedAt, long Milliseconds);

/// <summary>The best prices of both outcomes of the event.</summary>
/// <param name="YesBid">The highest bid for YES.</param>
/// <param name="YesAsk">The lowest ask for YES.</param>
/// <param name="NoBid">The highest bid for NO.</param>
/// <param name="NoAsk">The lowest ask for NO.</param>
/// <param name="FeeBps">The taker fee at the best price, in basis points of it; null when it is not known.</param>
public sealed record BestPrices(Price? YesBid, Price? YesAsk, Price? NoBid, Price? NoAsk, decimal? FeeBps);

/// <summary>The book of one venue, or of all venues together.</summary>
public sealed record EventBook
{
    /// <summary>The venue; null for all together.</summary>
    public required Venue? Venue { get; init; }

    /// <summary>The event's outcome.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>What that outcome means.</summary>
    public required string Label { get; init; }

    /// <summary>Bids, the highest first.</summary>
    public required IReadOnlyList<EventLevel> Bids { get; init; }

    /// <summary>Asks, the lowest first.</summary>
    public required IReadOnlyList<EventLevel> Asks { get; init; }

    /// <summary>How each venue was read.</summary>
    public required IReadOnlyList<VenueQuote> Venues { get; init; }
}

/// <summary>Interest at one price at one venue.</summary>
/// <param name="Price">The price of the event's outcome.</param>
/// <param name="Shares">How many shares.</param>
/// <param name="Venue">The venue.</param>
public sealed record EventLevel(Price Price, Shares Shares, Venue Venue);

/// <summary>Public trades of an event.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Trades">The trades, newest first.</param>
public sealed record EventTrades(Guid EventId, IReadOnlyList<EventTrade> Trades);

/// <summary>A public trade, in the event's own YES and NO.</summary>
/// <param name="Id">The venue's id of it.</param>
/// <param name="Venue">The venue.</param>
/// <param name="Side">Whether the taker bought or sold.</param>
/// <param name="Outcome">The event's outcome that was traded.</param>
/// <param name="Yes">The price of the event's YES.</param>
/// <param name="Shares">How many shares.</param>
/// <param name="At">When.</param>
public sealed record EventTrade(string Id, Venue Venue, Side Side, Outcome Outcome, Price Yes, Shares Shares, DateTimeOffset At)
{
    internal static EventTrade Of(VenueTrade t, Venue venue, bool inverted) => new(
        t.Id, venue, t.Side, EventMember.VenueOutcome(t.Outcome, inverted), inverted ? t.Level.Price.Complement : t.Level.Price, t.Level.Shares, t.At);
}
