using System.Text.Json.Serialization;
using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Matches;
using Faro.Venues;

namespace Faro.Matching;

/// <summary>
/// One yes/no question: a market alone, or markets of different venues that a match merged. The record's JSON is the
/// <c>event</c> of <c>GET /events/{id}</c>, stored so that it is served without being written again. Every market keeps a
/// row under its own id; while it is merged into another, that row names the canonical one and is served by nobody.
/// </summary>
public sealed record UnifiedEventView : IMarketState<UnifiedEventView>
{
    /// <summary>The event's id.</summary>
    [JsonPropertyName("id")]
    public required Guid Id { get; init; }

    /// <summary>The title of the primary venue's market.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>The rules of the primary venue's market.</summary>
    [JsonPropertyName("description")]
    public required string Description { get; init; }

    /// <summary>The category, lower case; null when unknown.</summary>
    [JsonPropertyName("category")]
    public string? Category { get; init; }

    /// <summary>When the primary venue says the market ends.</summary>
    [JsonPropertyName("end_time")]
    public DateTime? EndTime { get; init; }

    /// <summary><c>active</c>, <c>settled</c>, or <c>inactive</c> (paused or not yet open).</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>The venues of its markets, in their fixed order.</summary>
    [JsonPropertyName("venues")]
    public required IReadOnlyList<string> Venues { get; init; }

    /// <summary>The venue that title, rules and dates come from.</summary>
    [JsonPropertyName("primary_venue")]
    public required string PrimaryVenue { get; init; }

    /// <summary>The sum of its markets' liquidity in US dollars; what is unknown counts nothing.</summary>
    [JsonPropertyName("liquidity_usd")]
    public required decimal LiquidityUsd { get; init; }

    /// <summary>Its markets, the first-listed first.</summary>
    [JsonPropertyName("markets")]
    public required IReadOnlyList<UnifiedMarket> Markets { get; init; }

    /// <summary>The match that joins it; null for a market alone.</summary>
    [JsonPropertyName("match")]
    public UnifiedMatch? Match { get; init; }

    /// <summary>Every pair that joins it.</summary>
    [JsonPropertyName("matches")]
    public IReadOnlyList<UnifiedMatch> Matches { get; init; } = [];

    /// <summary>Where its markets might still part, over all its pairs.</summary>
    [JsonPropertyName("divergence_risks")]
    public IReadOnlyList<MatchFinding> DivergenceRisks { get; init; } = [];

    /// <summary>Set while the prices of two of its markets have stayed so far apart that their match should be looked at: the widest.</summary>
    [JsonPropertyName("price_gap")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MatchPriceGap? PriceGap { get; init; }

    /// <summary>The other ids that it answers to.</summary>
    [JsonPropertyName("aliases")]
    public IReadOnlyList<Guid> Aliases { get; init; } = [];

    /// <summary>The event that this one is merged into; absent unless it is an alias.</summary>
    [JsonPropertyName("canonical_id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? CanonicalId { get; init; }

    /// <summary>The event that holds one market alone.</summary>
    public static UnifiedEventView Single(Guid id, UnifiedMarket market, string description, string? category) => new()
    {
        Id = id,
        Title = market.FullTitle,
        Description = description,
        Category = category,
        EndTime = market.EndTime,
        Status = StatusOf([market]),
        Venues = [market.Venue],
        PrimaryVenue = market.Venue,
        LiquidityUsd = market.LiquidityUsd ?? 0m,
        Markets = [market],
    };

    /// <summary>
    /// The event of a group: told by the primary venue's market, in the YES of the first member. <paramref name="own"/> is
    /// each member's own event, in the group's order.
    /// </summary>
    internal static UnifiedEventView Merged(IReadOnlyList<UnifiedEventView> own, IReadOnlyList<string> polarities, string primaryVenue, IReadOnlyList<UnifiedMatch> matches)
    {
        var primary = own.First(o => o.PrimaryVenue == primaryVenue);
        List<UnifiedMarket> markets = [.. own.Select((o, i) => o.Markets[0] with { Polarity = polarities[i] })];
        return (primary with
        {
            Id = own[0].Id,
            CanonicalId = null,
            Category = primary.Category ?? own.Select(o => o.Category).FirstOrDefault(c => c is not null),
            Status = StatusOf(markets),
            Venues = [.. VenueNames.All.Select(v => v.Name()).Where(n => markets.Any(m => m.Venue == n))],
            LiquidityUsd = markets.Sum(m => m.LiquidityUsd ?? 0m),
            Markets = markets,
            DivergenceRisks = [.. matches.SelectMany(m => m.DivergenceRisks).DistinctBy(r => (r.Code, r.Text)).OrderBy(r => r.Code, StringComparer.Ordinal).ThenBy(r => r.Text, StringComparer.Ordinal)],
            Aliases = [.. own.Skip(1).Select(o => o.Id)],
        }).With(matches);
    }

    /// <summary>The same event, held together by these matches.</summary>
    internal UnifiedEventView With(IReadOnlyList<UnifiedMatch> matches) => this with
    {
        Match = matches.Count > 0 ? matches[0] : null,
        Matches = matches,
        PriceGap = matches.Select(m => m.PriceGap).OfType<MatchPriceGap>().MaxBy(g => g.Points),
    };

    /// <summary>Active when a market trades, settled when all are over, otherwise inactive.</summary>
    public static string StatusOf(IReadOnlyList<UnifiedMarket> markets) =>
        markets.Any(m => m.Status == "trading") ? "active"
        : markets.All(m => m.Status is "closed" or "resolved") ? "settled"
        : "inactive";

    /// <summary>Folds a fact about this event's own market while it stands alone.</summary>
    internal static UnifiedEventView Evolve(UnifiedEventView? view, Recorded e)
    {
        var after = MarketFold.Apply(view, e.Data);
        var market = after.Markets[0];
        var sameWords = view is not null && market.Words(after.Description) == view.Markets[0].Words(view.Description);
        return after with { Markets = [market with { WordsVersion = sameWords ? view!.Markets[0].WordsVersion : e.Version }] };
    }

    /// <inheritdoc/>
    public static UnifiedEventView Listed(MarketListed fact) => Single(
        MarketIds.IdOf(new MarketRef(fact.Venue, fact.MarketId)), UnifiedMarket.From(fact), fact.Terms.Description, fact.Terms.Category);

    /// <inheritdoc/>
    public UnifiedEventView With(MarketTermsChanged fact) => Single(Id, Markets[0].With(fact.Terms), fact.Terms.Description, fact.Terms.Category);

    /// <inheritdoc/>
    public UnifiedEventView With(MarketTradingTermsChanged fact) => With(Markets[0]);

    /// <inheritdoc/>
    public UnifiedEventView With(ListedQuote quote) => With(Markets[0] with { LiquidityUsd = quote.LiquidityUsd, VolumeUsd = quote.VolumeUsd });

    /// <inheritdoc/>
    public UnifiedEventView With(MarketStatus status) => With(Markets[0].With(status));

    /// <inheritdoc/>
    public UnifiedEventView With(MarketStatus status, Resolution? resolution) => With(Markets[0].With(status, resolution));

    private UnifiedEventView With(UnifiedMarket market) => Single(Id, market, Description, Category);
}

/// <summary>One market of a unified event, as the API tells it.</summary>
public sealed record UnifiedMarket
{
    /// <summary>The venue.</summary>
    [JsonPropertyName("venue")]
    public required string Venue { get; init; }

    /// <summary>The venue's own id.</summary>
    [JsonPropertyName("venue_market_id")]
    public required string VenueMarketId { get; init; }

    /// <summary>The venue's id of its own grouping.</summary>
    [JsonPropertyName("venue_event_id")]
    public string? VenueEventId { get; init; }

    /// <summary>The question in the venue's words.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>The short name of this market inside its venue's event.</summary>
    [JsonPropertyName("outcome_name")]
    public string? OutcomeName { get; init; }

    /// <summary>What the venue calls the outcomes.</summary>
    [JsonPropertyName("outcome_labels")]
    public required OutcomeLabels OutcomeLabels { get; init; }

    /// <summary><c>direct</c>, or <c>inverted</c> when the market's YES is the event's NO.</summary>
    [JsonPropertyName("polarity")]
    public string Polarity { get; init; } = "direct";

    /// <summary>Where it stands, lower case.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>The final outcome, lower case; null until resolved.</summary>
    [JsonPropertyName("resolution")]
    public string? Resolution { get; init; }

    /// <summary>Liquidity in US dollars as the catalog last had it; null when the venue does not say.</summary>
    [JsonPropertyName("liquidity_usd")]
    public decimal? LiquidityUsd { get; init; }

    /// <summary>Traded volume in US dollars as the catalog last had it.</summary>
    [JsonPropertyName("volume_usd")]
    public decimal? VolumeUsd { get; init; }

    /// <summary>When the venue says it ends.</summary>
    [JsonPropertyName("end_time")]
    public DateTime? EndTime { get; init; }

    /// <summary>The venue's stated resolution source, if any.</summary>
    [JsonPropertyName("resolution_source")]
    public string? ResolutionSource { get; init; }

    /// <summary>The version of the market's stream that last set its title, labels, rules or source: matches rest on these.</summary>
    [JsonPropertyName("words_version")]
    public long WordsVersion { get; init; } = 1;

    /// <summary>The question, with the market's own name where the question alone does not tell it from its neighbours.</summary>
    [JsonIgnore]
    public string FullTitle =>
        string.IsNullOrWhiteSpace(OutcomeName) || Title.Contains(OutcomeName, StringComparison.OrdinalIgnoreCase)
            ? Title
            : $"{Title} — {OutcomeName}";

    internal static UnifiedMarket From(MarketListed l) => new UnifiedMarket
    {
        Venue = l.Venue.Name(),
        VenueMarketId = l.MarketId,
        Title = "",
        OutcomeLabels = new OutcomeLabels("", ""),
        Status = Word(l.Status),
        Resolution = Word(l.Resolution),
        LiquidityUsd = l.Quote.LiquidityUsd,
        VolumeUsd = l.Quote.VolumeUsd,
    }.With(l.Terms);

    internal UnifiedMarket With(MarketStatus status) => this with { Status = Word(status) };

    internal UnifiedMarket With(MarketStatus status, Resolution? resolution) => this with { Status = Word(status), Resolution = Word(resolution) };

    internal UnifiedMarket With(ListedTerms terms) => this with
    {
        VenueEventId = terms.EventId,
        Title = terms.Title,
        OutcomeName = terms.OutcomeName,
        OutcomeLabels = new OutcomeLabels(terms.YesLabel, terms.NoLabel),
        EndTime = terms.EndsAt?.UtcDateTime,
        ResolutionSource = terms.ResolutionSource,
    };

    internal MarketWords Words(string rules) => new(Title, OutcomeLabels.Yes, OutcomeLabels.No, OutcomeName, rules, ResolutionSource);

    private static string Word(MarketStatus status) => status switch
    {
        MarketStatus.Upcoming => "upcoming",
        MarketStatus.Trading => "trading",
        MarketStatus.Paused => "paused",
        MarketStatus.Closed => "closed",
        MarketStatus.Resolved => "resolved",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a market status."),
    };

    private static string? Word(Resolution? resolution) => resolution switch
    {
        null => null,
        Faro.Venues.Resolution.Yes => "yes",
        Faro.Venues.Resolution.No => "no",
        Faro.Venues.Resolution.Split => "split",
        _ => throw new ArgumentOutOfRangeException(nameof(resolution), resolution, "Not a resolution."),
    };
}

/// <summary>A match that joins two markets of an event.</summary>
/// <param name="Confidence">How sure the judge was, 0 … 1.</param>
/// <param name="Reasoning">Why, in words.</param>
/// <param name="Id">The pair.</param>
/// <param name="Judge">Who judged it: <c>rules</c>, <c>llm</c>, <c>operator</c>.</param>
/// <param name="DivergenceRisks">Where its two markets might still part.</param>
/// <param name="PriceGap">Set while their prices have stayed so far apart that the match should be looked at.</param>
public sealed record UnifiedMatch(
    [property: JsonPropertyName("confidence")] decimal Confidence,
    [property: JsonPropertyName("reasoning")] string Reasoning,
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("judge")] string Judge,
    [property: JsonPropertyName("divergence_risks")] IReadOnlyList<MatchFinding> DivergenceRisks,
    [property: JsonPropertyName("price_gap"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MatchPriceGap? PriceGap = null);
