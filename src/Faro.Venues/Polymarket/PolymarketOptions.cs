namespace Faro.Venues.Polymarket;

/// <summary>Polymarket's addresses and limits.</summary>
public sealed record PolymarketOptions
{
    private const string LiveClob = "clob.polymarket.com";

    /// <summary>Whether this venue is read and traded at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The catalog (Gamma).</summary>
    public Uri GammaUrl { get; init; } = new("https://gamma-api.polymarket.com");

    /// <summary>Books and trading (CLOB).</summary>
    public Uri ClobUrl { get; init; } = new("https://clob.polymarket.com");

    /// <summary>Positions and value (Data API).</summary>
    public Uri DataUrl { get; init; } = new("https://data-api.polymarket.com");

    /// <summary>The market channel, a WebSocket; null: the live venue's if the CLOB is the live one, else the CLOB's own host.</summary>
    public Uri? MarketSocketUrl { get; init; }

    /// <summary>The chain that orders are signed for.</summary>
    public long OrderChainId { get; init; } = PolymarketExchange.Polygon;

    /// <summary>Events on a page; the venue clamps at 100.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>How far back a walk of recently closed events goes, in days.</summary>
    public int RecentlyClosedDays { get; init; } = 30;

    /// <summary>Own catalog requests per second (not applied to an address of this machine); the venue allows 50.</summary>
    public double RequestsPerSecond { get; init; } = 20;

    /// <summary>Own CLOB reads, and as many submissions, per second; the venue allows 150 books and 500 orders.</summary>
    public double ClobRequestsPerSecond { get; init; } = 100;

    /// <summary>Own data API requests per second; the venue allows 15 for positions.</summary>
    public double DataRequestsPerSecond { get; init; } = 10;

    /// <summary>Where the market channel is.</summary>
    internal Uri MarketSocket => MarketSocketUrl
        ?? (ClobUrl.Host == LiveClob ? new Uri("wss://ws-subscriptions-clob.polymarket.com/ws/market") : Live.BookFeed.Address(ClobUrl, "/ws/market"));
}
