using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders.Quotes;

/// <summary>A venue's rules for a market as the planner needs them.</summary>
public sealed class MarketRules(OrdersOptions options)
{
    /// <summary>The taker fee; null when the market's formula cannot be followed.</summary>
    public FeeModel? Fee(EventMember member) => (member.Ref.Venue, member.View.Trading) switch
    {
        (Venue.Polymarket, { } t) => FeeModel.Curve(t.FeeRate ?? 0, t.FeeExponent ?? 1),
        (Venue.Kalshi, var t) => FeeModel.Curve(t?.FeeRate ?? options.KalshiFeeRate, t?.FeeExponent ?? 1),
        (Venue.Foresight, { } t) => FeeModel.Smaller(t.FeeRateBps ?? 0),
        _ => FeeModel.Free,
    };

    /// <summary>One side of a book with the venue's rules for an order of this kind; the code and words of why not otherwise.</summary>
    public (VenueDepth? Depth, string? Code, string? Reason) Depth(BookReading reading, RouteRequest request)
    {
        var member = reading.Member;
        if (member.Inverted is not { } inverted) return (null, "polarity", "The market's polarity against the event is unknown.");
        if (reading.Book is not { } book) return (null, reading.ErrorCode, reading.ErrorMessage);
        if (book.IsCrossed) return (null, "stale_book", "The venue's book is crossed: torn or stale.");
        if (member.View.Trading is not { } terms) return (null, "not_tradable", "The market has no trading terms.");
        if (Fee(member) is not { } fee) return (null, "unknown_fee", "The venue's fee formula is not known.");
        var (prices, shares) = VenueDepth.Take(book, request.Outcome, inverted, request.Side, options.Levels);
        var venue = member.Ref.Venue;
        var tick = venue == Venue.Foresight ? Price.Cent : book.Tick ?? terms.Tick ?? Price.Cent;
        var market = request.Time != TimeInForce.Gtc;
        var minimum = book.MinimumShares ?? (terms.MinimumShares is { } least ? Shares.Floor(least) : Shares.One);
        return (new VenueDepth
        {
            Venue = venue,
            MarketId = member.Ref.MarketId,
            Prices = prices,
            Shares = shares,
            Tick = tick,
            // Polymarket's market orders have a minimum in dollars instead of shares.
            MinimumShares = venue == Venue.Polymarket && market ? Shares.None : minimum,
            MinimumNotional = venue == Venue.Polymarket && request.Side == Side.Buy ? Money.Dollar : venue == Venue.Kalshi ? Money.Cent : Money.None,
            Lot = venue == Venue.Kalshi ? Shares.One : Shares.Hundredth,
            Fee = fee,
            ObservedAt = book.ObservedAt,
            CanRest = venue != Venue.Kalshi,
        }, null, null);
    }
}
