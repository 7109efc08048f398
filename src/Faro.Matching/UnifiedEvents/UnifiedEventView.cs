using System.Text.Json.Serialization;
using Faro.Ingest;
using Faro.Matching.Matches;
using Faro.Venues;
using JasperFx.Events;

namespace Faro.Matching.UnifiedEvents;

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

    /// <summary>The question in the cleanest words that a member has, the primary venue's if they are clean (see <see cref="EventWords"/>).</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>The rules in the words of the market that the title is from.</summary>
    [JsonPropertyName("description")]
    public required string Description { get; init; }

    /// <summary>One of <see cref="Categories.All"/>; null when no venue names any.</summary>
    [JsonPropertyName("category")]
    public string? Category { get; init; }

    /// <summary>When the question is decided, as far as a member says; else when the first member closes.</summary>
    [JsonPropertyName("end_time")]
    public DateTime? EndTime { get; init; }

    /// <summary><c>active</c>, <c>settled</c>, or <c>inactive</c> (paused or not yet open).</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>The venues of its markets, in their fixed order.</summary>
    [JsonPropertyName("venues")]
    public required IReadOnlyList<string> Venues { get; init; }

    /// <summary>The venue with the highest comparable liquidity when the match was made.</summary>
    [JsonPropertyName("primary_venue")]
    public required string PrimaryVenue { get; init; }

    /// <summary>The sum of its markets' liquidity in US dollars, as far as it is known; null where none is.</summary>
    [JsonPropertyName("liquidity_usd")]
    public required decimal? LiquidityUsd { get; init; }

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

    /// <summary>What YES and NO mean, in words that are clear next to the title.</summary>
    [JsonPropertyName("outcome_labels")]
    public required OutcomeLabels OutcomeLabels { get; init; }

    /// <summary>The venue's event that lists it together with others; null for a single question.</summary>
    [JsonPropertyName("group")]
    public EventGroup? Group { get; init; }

    /// <summary>The sum of its markets' traded volume in US dollars, as far as it is known; null where none is.</summary>
    [JsonPropertyName("volume_usd")]
    public decimal? VolumeUsd { get; init; }

    /// <summary>When the first of its markets opened for trading, else when it was first seen.</summary>
    [JsonPropertyName("opened_at")]
    public DateTime? OpenedAt { get; init; }

    /// <summary>The event that this one is merged into; absent unless it is an alias.</summary>
    [JsonPropertyName("canonical_id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? CanonicalId { get; init; }

    /// <summary>The event that holds one market alone.</summary>
    internal static UnifiedEventView Single(Guid id, UnifiedMarket market, string description, DateTime? openedAt) => new()
    {
        Id = id,
        Title = EventWords.Title(market, description),
        Description = description,
        Category = Categories.Of(market.VenueCategory),
        EndTime = market.EndTime,
        Status = StatusOf([market]),
        Venues = [market.Venue],
        PrimaryVenue = market.Venue,
        LiquidityUsd = market.LiquidityUsd,
        VolumeUsd = market.VolumeUsd,
        OutcomeLabels = EventWords.Outcomes(market, description),
        Group = market.Group(),
        OpenedAt = openedAt,
        Markets = [market],
    };

    /// <summary>
    /// The event of a group: in the cleanest words, the primary venue's before others', and in the YES of the first member.
    /// <paramref name="own"/> is each member's own event, in the group's order.
    /// </summary>
    internal static UnifiedEventView Merged(IReadOnlyList<UnifiedEventView> own, IReadOnlyList<string> polarities, string primaryVenue, IReadOnlyList<UnifiedMatch> matches)
    {
        var primary = own.First(o => o.PrimaryVenue == primaryVenue);
        List<UnifiedMarket> markets = [.. own.Select((o, i) => o.Markets[0] with { Polarity = polarities[i] })];
        var preferred = markets.Index().OrderBy(m => m.Item.Venue != primaryVenue).ToList();
        var told = preferred.OrderBy(m => EventWords.Faults(m.Item)).First();
        var dated = preferred.OrderBy(m => m.Item.EndTimeSource switch { "decision" => 0, "close" => 1, _ => 2 })
            .ThenBy(m => m.Item.EndTimeSource == "close" ? m.Item.EndTime : null).First().Item;
        return (primary with
        {
            Id = own[0].Id,
            CanonicalId = null,
            Title = own[told.Index].Title,
            Description = own[told.Index].Description.Length > 0 ? own[told.Index].Description : primary.Description,
            EndTime = dated.EndTime,
            Category = primary.Category is null or Categories.Other
                ? own.Select(o => o.Category).FirstOrDefault(c => c is not (null or Categories.Other)) ?? primary.Category ?? own.Select(o => o.Category).FirstOrDefault(c => c is not null)
                : primary.Category,
            Status = StatusOf(markets),
            Venues = [.. VenueNames.All.Select(v => v.Name()).Where(n => markets.Any(m => m.Venue == n))],
            LiquidityUsd = Sum(markets.Select(m => m.LiquidityUsd)),
            VolumeUsd = Sum(markets.Select(m => m.VolumeUsd)),
            OutcomeLabels = EventWords.Outcomes([.. markets.Zip(own, (market, o) => (market, o.OutcomeLabels))]),
            Group = preferred.Select(m => m.Item.Group()).FirstOrDefault(g => g is not null),
            OpenedAt = own.Min(o => o.OpenedAt),
            Markets = markets,
            DivergenceRisks = [.. matches.SelectMany(m => m.DivergenceRisks).DistinctBy(r => (r.Code, r.Text)).OrderBy(r => r.Code, StringComparer.Ordinal).ThenBy(r => r.Text, StringComparer.Ordinal)],
            Aliases = [.. own.Skip(1).Select(o => o.Id)],
        }).With(matches);
    }

    /// <summary>What is known of figures, together; null where nothing is.</summary>
    private static decimal? Sum(IEnumerable<decimal?> figures) =>
        figures.Aggregate((decimal?)null, (sum, figure) => figure is null ? sum : (sum ?? 0m) + figure);

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

    /// <summary>Folds a fact about this event's own market while it is the only one.</summary>
    internal static UnifiedEventView Evolve(UnifiedEventView? view, IEvent e)
    {
        var after = MarketFold.Apply(view, e.Data);
        var market = after.Markets[0];
        var sameWords = view is not null && market.Words(after.Description) == view.Markets[0].Words(view.Description);
        return after with
        {
            Markets = [market with { WordsVersion = sameWords ? view!.Markets[0].WordsVersion : e.Version }],
            OpenedAt = after.OpenedAt ?? e.Timestamp.UtcDateTime,
        };
    }

    /// <inheritdoc/>
    public static UnifiedEventView Listed(MarketListed fact) => Single(
        MarketIds.IdOf(new MarketRef(fact.Venue, fact.MarketId)), UnifiedMarket.From(fact), fact.Terms.Description, fact.Terms.OpensAt?.UtcDateTime);

    /// <inheritdoc/>
    public UnifiedEventView With(MarketTermsChanged fact) =>
        Single(Id, Markets[0].With(fact.Terms), fact.Terms.Description, fact.Terms.OpensAt?.UtcDateTime ?? OpenedAt);

    /// <inheritdoc/>
    public UnifiedEventView With(MarketTradingTermsChanged fact) => With(Markets[0].With(fact.Trading));

    /// <inheritdoc/>
    public UnifiedEventView With(ListedQuote quote) => With(Markets[0].With(quote.At(Markets[0].Ref.Venue)));

    /// <inheritdoc/>
    public UnifiedEventView With(MarketStatus status) => With(Markets[0].With(status));

    /// <inheritdoc/>
    public UnifiedEventView With(MarketStatus status, Resolution? resolution) => With(Markets[0].With(status, resolution));

    private UnifiedEventView With(UnifiedMarket market) => Single(Id, market, Description, OpenedAt);
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
