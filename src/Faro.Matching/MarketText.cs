using Faro.Venues;

namespace Faro.Matching;

/// <summary>The words of one market as its venue wrote them: all that matching reads. Every text is untrusted data.</summary>
public sealed record MarketText
{
    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>The venue's id of the market. Never used as evidence: ids and tickers mislead.</summary>
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

    /// <summary>When the venue says that the market ends. Often wrong: used only to complete a date that has no year.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>When the game begins (Polymarket's <c>gameStartTime</c>).</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The venue's short address of the market (Polymarket's slug): its first part names the league of a game.</summary>
    public string? Slug { get; init; }

    /// <summary>The market.</summary>
    public MarketRef Ref => new(Venue, MarketId);
}
