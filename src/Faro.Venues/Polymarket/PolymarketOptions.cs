namespace Faro.Venues.Polymarket;

/// <summary>Polymarket's addresses and limits.</summary>
public sealed record PolymarketOptions
{
    /// <summary>Whether this venue is read and traded at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The catalog (Gamma).</summary>
    public Uri GammaUrl { get; init; } = new("https://gamma-api.polymarket.com");

    /// <summary>Books and trading (CLOB).</summary>
    public Uri ClobUrl { get; init; } = new("https://clob.polymarket.com");

    /// <summary>Positions and value (Data API).</summary>
    public Uri DataUrl { get; init; } = new("https://data-api.polymarket.com");

    /// <summary>Events on a page; the venue clamps at 100.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>How far back a walk of recently closed events goes, in days.</summary>
    public int RecentlyClosedDays { get; init; } = 30;

    /// <summary>Own request budget per host and second; the venue allows 40 and more.</summary>
    public double RequestsPerSecond { get; init; } = 20;
}
