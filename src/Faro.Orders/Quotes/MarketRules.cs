using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders.Quotes;

/// <summary>One side of a market's book with the venue's rules, or why there is none.</summary>
/// <param name="Depth">The side with the rules; null when the venue takes no part.</param>
/// <param name="Error">Why it takes none; null when it does.</param>
public sealed record DepthReading(VenueDepth? Depth, Exclusion? Error);

/// <summary>A venue's rules for a market as the planner needs them.</summary>
public static class MarketRules
{
    /// <summary>One side of a book with the venue's rules for an order of this kind.</summary>
    public static DepthReading Depth(ITradingVenue venue, BookReading reading, RouteRequest request, int levels)
    {
        var member = reading.Member;
        if (member.Inverted is not { } inverted) return new DepthReading(null, new("polarity", "The market's polarity against the event is unknown."));
        if (reading.Book is not { } book) return new DepthReading(null, reading.Error ?? new("unavailable", "No book."));
        if (book.IsCrossed) return new DepthReading(null, new("stale_book", "The venue's book is crossed: torn or stale."));
        if (member.View.Trading is not { } terms) return new DepthReading(null, new("not_tradable", "The market has no trading terms."));
        if (venue.Fee(terms) is not { } fee) return new DepthReading(null, new("unknown_fee", "The venue's fee formula is not known."));
        var rules = venue.Rules(book, terms, request.Side, request.Time);
        var (prices, shares) = VenueDepth.Take(book, request.Outcome, inverted, request.Side, levels);
        return new DepthReading(
            new VenueDepth
            {
                Venue = member.Ref.Venue,
                MarketId = member.Ref.MarketId,
                Prices = prices,
                Shares = shares,
                Tick = rules.Tick,
                MinimumShares = rules.MinimumShares,
                MinimumNotional = rules.MinimumNotional,
                Lot = rules.Lot,
                Fee = fee,
                ObservedAt = book.ObservedAt,
                CanRest = rules.CanRest,
                Spending = rules.Spending,
            },
            null);
    }
}
