using Faro.Venues;

namespace Faro.Ingest;

/// <summary>What a sync keeps of a market: enough to decide, without its texts.</summary>
internal sealed record KnownMarket : IMarketState<KnownMarket>
{
    public required long Version { get; init; }

    public required MarketStatus Status { get; init; }

    public Resolution? Resolution { get; init; }

    public required ListedQuote Quote { get; init; }

    public required ContentHash TermsHash { get; init; }

    public required ContentHash TradingHash { get; init; }

    public bool IsOver => Status is MarketStatus.Closed or MarketStatus.Resolved;

    public static KnownMarket From(MarketView view) => new()
    {
        Version = view.StreamVersion,
        Status = view.Status,
        Resolution = view.Resolution,
        Quote = view.Quote,
        TermsHash = view.TermsHash,
        TradingHash = view.TradingHash,
    };

    /// <summary>The state after facts that are about to be appended.</summary>
    public static KnownMarket? After(KnownMarket? known, IReadOnlyList<MarketEvent> facts)
    {
        foreach (var fact in facts)
            known = MarketFold.Apply(known, fact) with { Version = (known?.Version ?? 0) + 1 };
        return known;
    }

    public static KnownMarket Listed(MarketListed fact) => new()
    {
        Version = 0,
        Status = fact.Status,
        Resolution = fact.Resolution,
        Quote = fact.Quote,
        TermsHash = fact.TermsHash,
        TradingHash = TermsHasher.Of(fact.Trading),
    };

    public KnownMarket With(MarketTermsChanged fact) => this with { TermsHash = fact.TermsHash };

    public KnownMarket With(MarketTradingTermsChanged fact) => this with { TradingHash = TermsHasher.Of(fact.Trading) };

    public KnownMarket With(ListedQuote quote) => this with { Quote = quote };

    public KnownMarket With(MarketStatus status) => this with { Status = status };

    public KnownMarket With(MarketStatus status, Resolution? resolution) => this with { Status = status, Resolution = resolution };
}

/// <summary>Derives the new facts from what is known of a market and what its venue says now. Pure.</summary>
internal static class MarketDecider
{
    /// <summary>The facts that a snapshot adds; none when nothing is new.</summary>
    public static IReadOnlyList<MarketEvent> Decide(KnownMarket? known, MarketSnapshot now)
    {
        var terms = TermsOf(now);
        var termsHash = TermsHasher.Of(terms);
        var quote = QuoteOf(now);
        if (known is null)
        {
            return [new MarketListed(now.Market.Venue, now.Market.MarketId, terms, termsHash, now.Status, now.Resolution, quote,
                now.Trading, ContentHash.Of(now.Raw.Span))];
        }

        List<MarketEvent>? facts = null;
        if (termsHash != known.TermsHash)
            Add(new MarketTermsChanged(terms, termsHash, ContentHash.Of(now.Raw.Span)));
        // Trading terms no longer matter once the market takes no orders; venues drop them then.
        if (now.Status is not (MarketStatus.Closed or MarketStatus.Resolved) && TermsHasher.Of(now.Trading) != known.TradingHash)
            Add(new MarketTradingTermsChanged(now.Trading, ContentHash.Of(now.Raw.Span)));
        // The catalog has no depth: the last read depth is kept until it is read again.
        if (known.Quote is { LiquiditySource: ListedQuote.ByDepth, LiquidityUsd: { } depth })
            quote = quote.WithDepth(depth);
        if (QuoteRule.MovedMaterially(known.Quote, quote))
            Add(new MarketQuoted(quote));
        if (StatusFact(known, now) is { } moved)
            Add(moved);
        return facts ?? (IReadOnlyList<MarketEvent>)[];

        void Add(MarketEvent fact) => (facts ??= []).Add(fact);
    }

    /// <summary>The facts that the depth of a market's book adds; null when it is no longer known.</summary>
    public static IReadOnlyList<MarketEvent> DecideDepth(KnownMarket known, decimal? depthUsd) =>
        known.Quote.WithDepth(depthUsd) is var quote && QuoteRule.MovedMaterially(known.Quote, quote) ? [new MarketQuoted(quote)] : [];

    /// <summary>The facts that the absence of a market from a complete catalog adds.</summary>
    public static IReadOnlyList<MarketEvent> DecideVanished(KnownMarket known) =>
        known.IsOver ? [] : [new MarketClosed(MarketClosed.Vanished)];

    private static MarketEvent? StatusFact(KnownMarket known, MarketSnapshot now) => now.Status switch
    {
        // An outcome that the venue no longer reports keeps its last value.
        MarketStatus.Resolved => known.Status != MarketStatus.Resolved || (now.Resolution is not null && now.Resolution != known.Resolution)
            ? new MarketResolved(now.Resolution, ContentHash.Of(now.Raw.Span))
            : null,
        MarketStatus.Closed => known.IsOver ? null : new MarketClosed(MarketClosed.ByVenue),
        _ when known.IsOver => new MarketReopened(now.Status),
        MarketStatus.Trading => known.Status == MarketStatus.Trading ? null : new MarketOpened(),
        // A market that is announced again after it traded is paused, as far as orders go.
        _ => known.Status == MarketStatus.Paused || known.Status == now.Status ? null : new MarketPaused(),
    };

    private static ListedTerms TermsOf(MarketSnapshot s) => new()
    {
        EventId = s.EventId,
        Title = s.Title,
        YesLabel = s.YesLabel,
        NoLabel = s.NoLabel,
        OutcomeName = s.OutcomeName,
        GroupTitle = s.GroupTitle,
        Slug = s.Slug,
        EventSlug = s.EventSlug,
        DecidedAt = s.DecidedAt,
        Description = s.Description,
        ResolutionSource = s.ResolutionSource,
        Category = s.Category,
        OpensAt = s.OpensAt,
        EndsAt = s.EndsAt,
        Record = s.Record,
    };

    private static ListedQuote QuoteOf(MarketSnapshot s) =>
        s is { LiquidityUsd: null, VolumeUsd: null, OpenInterest: null, BestBid: null, BestAsk: null }
            ? ListedQuote.None
            : new ListedQuote(s.LiquidityUsd, s.VolumeUsd, s.BestBid?.Dollars, s.BestAsk?.Dollars)
            {
                LiquiditySource = s.LiquidityUsd is null ? null : ListedQuote.ByVenue,
                OpenInterest = s.OpenInterest,
            };
}

/// <summary>The same for a venue's grouping.</summary>
internal static class RawEventDecider
{
    public static object? Decide(ContentHash? known, EventSnapshot now)
    {
        var terms = new RawEventTerms
        {
            Title = now.Title,
            Subtitle = now.Subtitle,
            Description = now.Description,
            Category = now.Category,
            SeriesId = now.SeriesId,
            Tags = now.Tags,
            EndsAt = now.EndsAt,
            MutuallyExclusive = now.MutuallyExclusive,
        };
        var hash = TermsHasher.Of(terms);
        return known is null ? new RawEventListed(now.Venue, now.EventId, terms, hash)
            : known == hash ? null
            : new RawEventChanged(terms, hash);
    }
}
