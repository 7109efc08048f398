using Faro.Venues;

namespace Faro.Matching;

/// <summary>The words of one market as its venue wrote them: all that matching reads. Every text is untrusted data.</summary>
public sealed record MarketText
{
    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>The venue's id of the market. Of Kalshi's tickers the series names the competition, and a date or year replaces one that no word names.</summary>
    public required string MarketId { get; init; }

    /// <summary>The question.</summary>
    public required string Title { get; init; }

    /// <summary>The label of the first outcome.</summary>
    public string YesLabel { get; init; } = "Yes";

    /// <summary>The label of the second outcome.</summary>
    public string NoLabel { get; init; } = "No";

    /// <summary>The short name of this market inside its event (Polymarket group item, Kalshi yes_sub_title).</summary>
    public string? OutcomeName { get; init; }

    /// <summary>The title of the venue's own event.</summary>
    public string? EventTitle { get; init; }

    /// <summary>The second line of the venue's own event.</summary>
    public string? EventSubtitle { get; init; }

    /// <summary>The resolution rules.</summary>
    public string? Rules { get; init; }

    /// <summary>Further rules (Kalshi's rules_secondary).</summary>
    public string? RulesSecondary { get; init; }

    /// <summary>The stated resolution source: a name or an address.</summary>
    public string? ResolutionSource { get; init; }

    /// <summary>The venue's category.</summary>
    public string? Category { get; init; }

    /// <summary>When the venue says that the market ends. Often wrong: it completes a date without a year, and replaces a season that no word names.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>When the game begins, by the venue's record (Polymarket's <c>gameStartTime</c>).</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The kind of a sports market in the venue's record (Polymarket's <c>sportsMarketType</c>).</summary>
    public string? Kind { get; init; }

    /// <summary>The line of a spread or total in the venue's record.</summary>
    public decimal? Line { get; init; }

    /// <summary>How the strike is meant: <c>greater</c>, <c>less</c>, <c>between</c> (Kalshi's <c>strike_type</c>).</summary>
    public string? StrikeType { get; init; }

    /// <summary>The lower end of the strike.</summary>
    public decimal? FloorStrike { get; init; }

    /// <summary>The upper end of the strike.</summary>
    public decimal? CapStrike { get; init; }

    /// <summary>What the strike names where it is no number: a candidate, a team, a country (Kalshi's <c>custom_strike</c>); several with a semicolon between them.</summary>
    public string? StrikeName { get; init; }

    /// <summary>The venue's name of the market in an address (Polymarket's <c>slug</c>). Of a game it begins with the competition's code and holds the day.</summary>
    public string? Slug { get; init; }

    /// <summary>The venue's tags and series of its own event.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether at most one market of the venue's own event can pay; null when the venue does not say.</summary>
    public bool? Exclusive { get; init; }

    /// <summary>The market.</summary>
    public MarketRef Ref => new(Venue, MarketId);
}
