using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders.Quotes;

/// <summary>One side of a market's book with the venue's rules, or why there is none.</summary>
public abstract record DepthReading
{
    private DepthReading()
    {
    }

    /// <summary>Here it is.</summary>
    /// <param name="Depth">The side with the rules.</param>
    public sealed record Found(VenueDepth Depth) : DepthReading;

    /// <summary>The venue takes no part.</summary>
    /// <param name="Code">A stable reason.</param>
    /// <param name="Reason">A sentence for people.</param>
    public sealed record LeftOut(string Code, string Reason) : DepthReading;
}

/// <summary>A venue's rules for a market as the planner needs them.</summary>
public static class MarketRules
{
    /// <summary>One side of a book with the venue's rules for an order of this kind.</summary>
    public static DepthReading Depth(ITradingVenue venue, BookReading reading, RouteRequest request, int levels)
    {
        var member = reading.Member;
        if (member.Inverted is not { } inverted) return new DepthReading.LeftOut("polarity", "The market's polarity against the event is unknown.");
        if (reading.Book is not { } book) return new DepthReading.LeftOut(reading.ErrorCode ?? "unavailable", reading.ErrorMessage ?? "No book.");
        if (book.IsCrossed) return new DepthReading.LeftOut("stale_book", "The venue's book is crossed: torn or stale.");
        if (member.View.Trading is not { } terms) return new DepthReading.LeftOut("not_tradable", "The market has no trading terms.");
        if (venue.Fee(terms) is not { } fee) return new DepthReading.LeftOut("unknown_fee", "The venue's fee formula is not known.");
        var rules = venue.Rules(book, terms, request.Side, request.Time);
        var (prices, shares) = VenueDepth.Take(book, request.Outcome, inverted, request.Side, levels);
        return new DepthReading.Found(new VenueDepth
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
        });
    }
}
