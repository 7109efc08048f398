using Faro.Ingest;
using Faro.Venues;

namespace Faro.Matching;

/// <summary>Takes a market's words, and what its venue's record says besides, from what Ingest knows of it.</summary>
public static class MarketTexts
{
    /// <summary>The words of a snapshot and of the venue's own event that groups it, if any.</summary>
    public static MarketText From(MarketSnapshot market, EventSnapshot? grouping) => Recorded(market.Record, grouping?.Tags, grouping?.SeriesId, grouping?.MutuallyExclusive, new MarketText
    {
        Venue = market.Market.Venue,
        MarketId = market.Market.MarketId,
        Title = market.Title,
        YesLabel = market.YesLabel,
        NoLabel = market.NoLabel,
        OutcomeName = market.OutcomeName,
        EventTitle = grouping?.Title,
        EventSubtitle = grouping?.Subtitle,
        Slug = Slug(market.Market.Venue, market.Slug),
        Rules = market.Description,
        ResolutionSource = market.ResolutionSource,
        Category = market.Category,
        EndsAt = market.EndsAt,
    });

    /// <summary>The words of a market as the log has it.</summary>
    public static MarketText From(MarketView market, RawEventTerms? grouping) => Recorded(market.Terms.Record, grouping?.Tags, grouping?.SeriesId, grouping?.MutuallyExclusive, new MarketText
    {
        Venue = market.Venue,
        MarketId = market.MarketId,
        Title = market.Terms.Title,
        YesLabel = market.Terms.YesLabel,
        NoLabel = market.Terms.NoLabel,
        OutcomeName = market.Terms.OutcomeName,
        EventTitle = grouping?.Title,
        EventSubtitle = grouping?.Subtitle,
        Slug = Slug(market.Venue, market.Terms.Slug),
        Rules = market.Terms.Description,
        ResolutionSource = market.Terms.ResolutionSource,
        Category = market.Terms.Category,
        EndsAt = market.Terms.EndsAt,
    });

    private static string? Slug(Venue venue, string? slug) => venue == Venue.Polymarket ? slug : null;

    // Kalshi's series is read from the ticker.
    private static MarketText Recorded(MarketRecord? record, IReadOnlyList<string>? tags, string? series, bool? exclusive, MarketText words) => words with
    {
        StartsAt = record?.StartsAt,
        Kind = record?.Kind,
        Line = record?.Line,
        StrikeType = record?.StrikeType,
        FloorStrike = record?.FloorStrike,
        CapStrike = record?.CapStrike,
        StrikeName = record?.StrikeName,
        // A label that the venue left out is in its strike.
        OutcomeName = words.OutcomeName ?? record?.StrikeName,
        Tags = words.Venue == Venue.Polymarket && series is not null ? [.. tags ?? [], series.Replace('-', ' ')] : tags ?? [],
        Exclusive = exclusive,
    };
}
