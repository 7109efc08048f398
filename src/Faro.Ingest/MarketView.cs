using System.Text.Json;
using Faro.Log.Projecting;
using Faro.Venues;
using JasperFx.Events;
using NpgsqlTypes;

namespace Faro.Ingest;

/// <summary>One market as the log has it now.</summary>
public sealed record MarketView : IMarketState<MarketView>
{
    /// <summary>The public id (see <see cref="MarketIds"/>).</summary>
    public required Guid Id { get; init; }

    /// <summary>The venue.</summary>
    public required Venue Venue { get; init; }

    /// <summary>The venue's own id.</summary>
    public required string MarketId { get; init; }

    /// <summary>What it is about.</summary>
    public required ListedTerms Terms { get; init; }

    /// <summary>The hash of the terms.</summary>
    public required ContentHash TermsHash { get; init; }

    /// <summary>The version of the market's stream that last set its <see cref="MarketWords"/>.</summary>
    public long WordsVersion { get; init; } = 1;

    /// <summary>Its status.</summary>
    public required MarketStatus Status { get; init; }

    /// <summary>The final outcome; null until resolved, and when the venue does not report it.</summary>
    public Resolution? Resolution { get; init; }

    /// <summary>The last quote on the log.</summary>
    public required ListedQuote Quote { get; init; }

    /// <summary>What an order needs; null when the market cannot be traded.</summary>
    public TradingTerms? Trading { get; init; }

    /// <summary>The hash of the trading terms.</summary>
    public required ContentHash TradingHash { get; init; }

    /// <summary>The venue's record that terms, trading terms or outcome were last read from.</summary>
    public required ContentHash RawHash { get; init; }

    /// <summary>The version of the market's stream that this view has processed.</summary>
    public required long StreamVersion { get; init; }

    /// <summary>When it was first seen.</summary>
    public required DateTimeOffset ListedAt { get; init; }

    /// <summary>When its last fact was recorded.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The market.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public MarketRef Ref => new(Venue, MarketId);

    /// <summary>Folds one fact.</summary>
    /// <exception cref="InvalidOperationException">An unknown fact, or one about a market that was never listed.</exception>
    public static MarketView Evolve(MarketView? view, IEvent e)
    {
        var after = MarketFold.Apply(view, e.Data);
        return after with
        {
            WordsVersion = view is null || after.Terms.Words != view.Terms.Words ? e.Version : view.WordsVersion,
            RawHash = e.Data is MarketResolved r ? r.RawHash : after.RawHash,
            StreamVersion = e.Version,
            ListedAt = view?.ListedAt ?? e.Timestamp,
            ChangedAt = e.Timestamp,
        };
    }

    /// <inheritdoc/>
    public static MarketView Listed(MarketListed fact) => new()
    {
        Id = MarketIds.IdOf(new MarketRef(fact.Venue, fact.MarketId)),
        Venue = fact.Venue,
        MarketId = fact.MarketId,
        Terms = fact.Terms,
        TermsHash = fact.TermsHash,
        Status = fact.Status,
        Resolution = fact.Resolution,
        Quote = fact.Quote.At(fact.Venue),
        Trading = fact.Trading,
        TradingHash = TermsHasher.Of(fact.Trading),
        RawHash = fact.RawHash,
        StreamVersion = 1,
        ListedAt = default,
        ChangedAt = default,
    };

    /// <inheritdoc/>
    public MarketView With(MarketTermsChanged fact) => this with { Terms = fact.Terms, TermsHash = fact.TermsHash, RawHash = fact.RawHash };

    /// <inheritdoc/>
    public MarketView With(MarketTradingTermsChanged fact) =>
        this with { Trading = fact.Trading, TradingHash = TermsHasher.Of(fact.Trading), RawHash = fact.RawHash };

    /// <inheritdoc/>
    public MarketView With(ListedQuote quote) => this with { Quote = quote.At(Venue) };

    /// <inheritdoc/>
    public MarketView With(MarketStatus status) => this with { Status = status };

    /// <inheritdoc/>
    public MarketView With(MarketStatus status, Resolution? resolution) => this with { Status = status, Resolution = resolution };
}

/// <summary>
/// The markets, one row per stream, in the table <c>market_view</c>: the state that a sync compares with, the feed of raw
/// markets, and what matching and routing read.
/// </summary>
public sealed class MarketViews : StreamProjection<MarketView>
{
    /// <summary>The table, without the schema.</summary>
    public const string ViewName = "market_view";

    /// <inheritdoc/>
    public override string Name => "MarketView";

    /// <inheritdoc/>
    public override IReadOnlyList<Type> Handles => [typeof(MarketEvent)];

    /// <inheritdoc/>
    public override MarketView Project(MarketView? view, IEvent e) => MarketView.Evolve(view, e);

    /// <inheritdoc/>
    protected override ViewTable<MarketView> CreateTable() => new(ViewName,
            new("venue", "text", NpgsqlDbType.Text, v => v.Venue.Name()),
            new("market_id", "text", NpgsqlDbType.Text, v => v.MarketId),
            new("event_id", "text", NpgsqlDbType.Text, v => v.Terms.EventId),
            new("status", "text", NpgsqlDbType.Text, v => v.Status.ToString()),
            new("resolution", "text", NpgsqlDbType.Text, v => v.Resolution?.ToString()),
            new("category", "text", NpgsqlDbType.Text, v => Categories.Of(v.Terms.Category)),
            new("keys", "text", NpgsqlDbType.Text, v => MarketKeys.Joined(MarketKeys.Of(v))),
            new("ends_at", "timestamptz", NpgsqlDbType.TimestampTz, v => v.Terms.EndsAt?.UtcDateTime),
            new("liquidity", "numeric", NpgsqlDbType.Numeric, v => v.Quote.LiquidityUsd),
            // Older rows have no such source, and none of their figures is a depth.
            new("liquidity_source", "text", NpgsqlDbType.Text, v => v.Quote.LiquiditySource),
            new("open_interest", "numeric", NpgsqlDbType.Numeric, v => v.Quote.OpenInterest),
            new("volume", "numeric", NpgsqlDbType.Numeric, v => v.Quote.VolumeUsd),
            new("best_bid", "numeric", NpgsqlDbType.Numeric, v => v.Quote.BestBid),
            new("best_ask", "numeric", NpgsqlDbType.Numeric, v => v.Quote.BestAsk),
            new("terms_hash", "uuid", NpgsqlDbType.Uuid, v => v.TermsHash.AsGuid),
            new("trading_hash", "uuid", NpgsqlDbType.Uuid, v => v.TradingHash.AsGuid),
            new("raw_hash", "uuid", NpgsqlDbType.Uuid, v => v.RawHash.AsGuid),
            new("stream_version", "bigint", NpgsqlDbType.Bigint, v => v.StreamVersion),
            new("row", "json", NpgsqlDbType.Json, RowJson))
    {
        Indexes = [new("feed", "venue", "status", "id"), new("event", "venue", "event_id"), new("keys", MarketKeys.Column) { Method = Weasel.Postgresql.Tables.IndexMethod.gin, IsChecked = false }],
    };

    /// <summary>The market as <c>GET /markets</c> returns it, without <c>raw_events</c>, which the query adds as the last field.</summary>
    private static byte[] RowJson(MarketView v) => JsonSerializer.SerializeToUtf8Bytes(new MarketRow(
        v.Id, v.Venue.Name(), v.MarketId, v.Terms.Title, v.Terms.OutcomeName, new OutcomeLabels(v.Terms.YesLabel, v.Terms.NoLabel),
        Categories.Of(v.Terms.Category), v.Status.ToString().ToLowerInvariant(), v.Resolution?.ToString().ToLowerInvariant(),
        v.Status == MarketStatus.Trading, (v.Terms.DecidedAt ?? v.Terms.EndsAt)?.UtcDateTime, v.Quote.LiquidityUsd, v.Quote.VolumeUsd, v.Quote.BestBid, v.Quote.BestAsk,
        v.Terms.Category, v.Quote.LiquiditySource, v.Quote.OpenInterest, v.Terms.EndsAt?.UtcDateTime, v.Terms.EventId, v.Terms.Slug,
        v.Trading is { } t ? new OutcomeLabels(t.YesToken, t.NoToken) : null), AnswerJson.Options);

    private sealed record MarketRow(
        Guid Id, string Venue, string VenueMarketId, string Title, string? OutcomeName, OutcomeLabels OutcomeLabels, string? Category,
        string Status, string? Resolution, bool IsActive, DateTime? EndTime, decimal? Liquidity, decimal? Volume, decimal? BestBid, decimal? BestAsk,
        string? VenueCategory, string? LiquiditySource, decimal? OpenInterest, DateTime? CloseTime, string? VenueEventId, string? Slug, OutcomeLabels? TokenIds);
}

/// <summary>What the venue calls the two outcomes.</summary>
/// <param name="Yes">The first outcome.</param>
/// <param name="No">The second outcome.</param>
public sealed record OutcomeLabels(string Yes, string No);
