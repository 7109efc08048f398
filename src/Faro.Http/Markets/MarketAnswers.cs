using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using Faro.Http.Events;
using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Ingest;
using Faro.Ingest.Queries;

namespace Faro.Http.Markets;

/// <summary>Which feed, and which page of it.</summary>
[Asked]
public sealed record ListMarketsParameters : PageParameters
{
    /// <summary>Which feed to return.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The market of this id at the venue: a Kalshi ticker, a Polymarket condition id, a Foresight id.</summary>
    [Length(1, 250)]
    public string? VenueMarketId { get; init; }

    /// <summary>Markets by their name, or their event's, in Polymarket's web addresses.</summary>
    [Length(1, 300)]
    public string? Slug { get; init; }

    /// <summary>Markets by a Kalshi ticker: of a market, of an event, or of a series.</summary>
    [Length(1, 250)]
    public string? Ticker { get; init; }

    /// <summary>The market of an outcome token or mint.</summary>
    [Length(1, 100)]
    public string? TokenId { get; init; }

    /// <summary>What the markets are looked up by.</summary>
    internal IReadOnlyList<string> Keys() => [.. new[]
    {
        VenueMarketId is { } id ? MarketKeys.Market(null, id) : null,
        Slug is { } slug ? MarketKeys.Slug(slug) : null,
        Ticker is { } ticker ? MarketKeys.Ticker(ticker) : null,
        TokenId is { } token ? MarketKeys.Token(token) : null,
    }.OfType<string>()];
}

/// <summary>A page of a venue's feed. The rows are returned exactly as the view stores them; these records describe their form.</summary>
public sealed record MarketListAnswer
{
    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The requested page size.</summary>
    public required int Limit { get; init; }

    /// <summary>The requested offset.</summary>
    public required int Offset { get; init; }

    /// <summary>The total number of results.</summary>
    public required long Total { get; init; }

    /// <summary>The markets of this page.</summary>
    public required IReadOnlyList<MarketRowAnswer> Markets { get; init; }

    internal static Answer Of(JsonPage page, ListMarketsParameters asked) => Answer.Json(JsonRows.Object(JsonRows.SizeOf(page.Rows), json =>
    {
        json.WriteString("venue", asked.Venue);
        json.WriteNumber("limit", asked.Limit);
        json.WriteNumber("offset", asked.Offset);
        json.WriteNumber("total", page.Total);
        json.Write("markets", page.Rows);
    })).With(AsOf.Header, page.Sequence.ToString(CultureInfo.InvariantCulture));
}

/// <summary>One venue's market.</summary>
public sealed record MarketRowAnswer
{
    /// <summary>Faro's id of the market.</summary>
    public required Guid Id { get; init; }

    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>Dollars of resting orders; null if neither the venue nor its book provides a figure.</summary>
    public required decimal? Liquidity { get; init; }

    /// <summary>Whether it trades.</summary>
    public required bool IsActive { get; init; }

    /// <summary>The venue's title.</summary>
    public string Title { get; init; } = "";

    /// <summary>The venue's name of the outcome, where its event has several.</summary>
    public string? OutcomeName { get; init; }

    /// <summary>The venue's own labels for YES and NO.</summary>
    public OutcomeLabelsAnswer OutcomeLabels { get; init; } = null!;

    /// <summary>One of GET /categories; null if the venue names none.</summary>
    public string? Category { get; init; }

    /// <summary>Whether the market trades.</summary>
    public string Status { get; init; } = "";

    /// <summary>When the question is decided, if the venue says so; else when trading closes.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>In dollars, if the venue reports it.</summary>
    public decimal? Volume { get; init; }

    /// <summary>The best bid when the catalog was read.</summary>
    public decimal? BestBid { get; init; }

    /// <summary>The best ask when the catalog was read.</summary>
    public decimal? BestAsk { get; init; }

    /// <summary>How it resolved.</summary>
    public string? Resolution { get; init; }

    /// <summary>The venue's own name for the category.</summary>
    public string? VenueCategory { get; init; }

    /// <summary>Where liquidity comes from. venue: the venue's own figure; book_depth: the dollars resting on the whole book when a sync read it. Null without a figure.</summary>
    [OneOf("venue", "book_depth")]
    public string? LiquiditySource { get; init; }

    /// <summary>Open contracts, each paying a dollar to one side. This is not liquidity.</summary>
    public decimal? OpenInterest { get; init; }

    /// <summary>When trading closes at the latest, which may be long after the decision.</summary>
    public DateTimeOffset? CloseTime { get; init; }

    /// <summary>The venue's id of the event that the market belongs to.</summary>
    public string? VenueEventId { get; init; }

    /// <summary>The market's name in the venue's web addresses.</summary>
    public string? Slug { get; init; }

    /// <summary>The tokens or mints of its outcomes; null when it cannot be traded.</summary>
    public OutcomeLabelsAnswer? TokenIds { get; init; }

    /// <summary>The parent event's row.</summary>
    public required JsonObject? RawEvents { get; init; }
}
