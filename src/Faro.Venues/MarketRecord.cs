namespace Faro.Venues;

/// <summary>What a venue's record says about a market besides its words, as the venue wrote it; null where it says nothing.</summary>
public sealed record MarketRecord
{
    /// <summary>When the game begins (Polymarket's <c>gameStartTime</c>).</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The kind of a sports market (Polymarket's <c>sportsMarketType</c>): <c>moneyline</c>, <c>totals</c>, <c>first_half_moneyline</c>, …</summary>
    public string? Kind { get; init; }

    /// <summary>The line of a spread or total (Polymarket's <c>line</c>).</summary>
    public decimal? Line { get; init; }

    /// <summary>How the strike is meant (Kalshi's <c>strike_type</c>): <c>greater</c>, <c>less</c>, <c>between</c>, …</summary>
    public string? StrikeType { get; init; }

    /// <summary>The lower end of the strike (Kalshi's <c>floor_strike</c>).</summary>
    public decimal? FloorStrike { get; init; }

    /// <summary>The upper end of the strike (Kalshi's <c>cap_strike</c>).</summary>
    public decimal? CapStrike { get; init; }

    /// <summary>What the strike names where it is no number (the texts of Kalshi's <c>custom_strike</c>, ids left out), joined by semicolons.</summary>
    public string? StrikeName { get; init; }

    /// <summary>Null when nothing is said at all.</summary>
    internal MarketRecord? OrNull() => this == Empty ? null : this;

    private static MarketRecord Empty { get; } = new();
}
