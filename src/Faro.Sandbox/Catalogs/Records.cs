using Faro.Sandbox.Trading;

namespace Faro.Sandbox.Catalogs;

/// <summary>What the twins need to know about a market without reading its text again.</summary>
internal sealed record MarketFacts
{
    /// <summary>Gamma id, Kalshi ticker, or Foresight condition id.</summary>
    public required string Id { get; init; }

    /// <summary>Polymarket: the condition id, lower case.</summary>
    public string? ConditionId { get; init; }

    public string? Slug { get; init; }

    /// <summary>Outcome tokens (YES, NO), or the mints and ledgers of each settlement currency.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>The venue's own status word; Polymarket: <c>open</c> or <c>closed</c>.</summary>
    public required string Status { get; init; }

    public bool Active { get; init; } = true;

    public bool Closed { get; init; }

    public bool Archived { get; init; }

    /// <summary>Orders are accepted.</summary>
    public bool Tradable { get; init; }

    public long? OpensAt { get; init; }

    public long? ClosesAt { get; init; }

    public Price? Bid { get; init; }

    public Price? Ask { get; init; }

    public Price? Last { get; init; }

    public Price Tick { get; init; } = Price.Cents(1);

    public decimal MinimumSize { get; init; } = 1;

    public bool NegRisk { get; init; }

    /// <summary>Kalshi: the USDC mints exist on chain.</summary>
    public bool Initialized { get; init; }

    /// <summary>Polymarket: the record's <c>version</c> is <c>v2</c>, traded at Exchange V3 by position ids.</summary>
    public bool ProtocolV2 { get; init; }

    /// <summary>Resting size of the synthetic book, in dollars.</summary>
    public decimal Liquidity { get; init; }

    public decimal FeeRate { get; init; }
}

/// <summary>A market: its text, the same in a second venue API's shape if there is one, and its facts.</summary>
internal sealed record MarketRecord(RawRecord Json, RawRecord? Translated, MarketFacts Facts)
{
    /// <summary>Place of its event in the catalog; set by <see cref="VenueCatalog"/>.</summary>
    public int Event { get; init; }

    /// <summary>The catalog file it was read from; null if it is in no file.</summary>
    public string? File { get; init; }
}

/// <summary>What the listings filter events by.</summary>
internal sealed record EventFacts
{
    public required string Id { get; init; }

    public string? Slug { get; init; }

    public string Series { get; init; } = "";

    public string Category { get; init; } = "";

    public string Title { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public bool Active { get; init; } = true;

    public bool Closed { get; init; }

    public bool Archived { get; init; }

    public long? EndsAt { get; init; }

    public decimal Liquidity { get; init; }

    public decimal Volume { get; init; }
}

/// <summary>An event without its markets.</summary>
internal sealed record EventRecord(RawRecord Head, RawRecord? Translated, EventFacts Facts)
{
    /// <summary>Place of its first market; set by <see cref="VenueCatalog"/>.</summary>
    public int First { get; init; }

    public int Count { get; init; }
}

/// <summary>An event with its markets, as returned by a loader.</summary>
internal sealed record EventGroup(EventRecord Event, IReadOnlyList<MarketRecord> Markets);

/// <summary>A market as currently served. An edited market has no variant: its text is already its own.</summary>
internal readonly record struct MarketRow(MarketRecord Record, int Variant);

/// <summary>An event as currently served, with the place of its markets.</summary>
internal readonly record struct EventRow(EventRecord Record, int Variant, int Index, int IndexVariant);
