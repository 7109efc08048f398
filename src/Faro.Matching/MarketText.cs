using Faro.Venues;

namespace Faro.Matching;

/// <summary>The words of one market as its venue wrote them: all that matching reads. Every text is untrusted data.</summary>
public sealed record MarketText
{
    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>The venue's id of the market. Of Kalshi's tickers the series names the competition, and a date or year stands in for one that no word names.</summary>
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

    /// <summary>When the venue says that the market ends. Often wrong: it completes a date without a year, and stands in for a season that no word names.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>When the game begins (Polymarket's <c>gameStartTime</c>).</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The market.</summary>
    public MarketRef Ref => new(Venue, MarketId);
}
