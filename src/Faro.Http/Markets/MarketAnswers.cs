using System.Text.Json.Nodes;
using Faro.Http.Events;
using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Ingest;

namespace Faro.Http.Markets;

/// <summary>Which feed, and which page of it.</summary>
[Asked]
public sealed record ListMarketsParameters : PageParameters
{
    /// <summary>Which feed to return.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }
}

/// <summary>A page of a venue's feed. The rows are copied as the view holds them; these records describe them.</summary>
public sealed record MarketListAnswer
{
    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The page size that was asked for.</summary>
    public required int Limit { get; init; }

    /// <summary>The offset that was asked for.</summary>
    public required int Offset { get; init; }

    /// <summary>How many there are in all.</summary>
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
    }));
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

    /// <summary>In dollars, where the venue reports it.</summary>
    public required decimal? Liquidity { get; init; }

    /// <summary>Whether it trades.</summary>
    public required bool IsActive { get; init; }

    /// <summary>The venue's title.</summary>
    public string Title { get; init; } = "";

    /// <summary>The venue's name of the outcome, where its event has several.</summary>
    public string? OutcomeName { get; init; }

    /// <summary>The venue's own words for YES and NO.</summary>
    public OutcomeLabelsAnswer OutcomeLabels { get; init; } = null!;

    /// <summary>The category, where the venue names one.</summary>
    public string? Category { get; init; }

    /// <summary>Whether the market trades.</summary>
    public string Status { get; init; } = "";

    /// <summary>When trading ends.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>In dollars, where the venue reports it.</summary>
    public decimal? Volume { get; init; }

    /// <summary>The best bid when the catalog was read.</summary>
    public decimal? BestBid { get; init; }

    /// <summary>The best ask when the catalog was read.</summary>
    public decimal? BestAsk { get; init; }

    /// <summary>How it resolved.</summary>
    public string? Resolution { get; init; }

    /// <summary>The parent event's row.</summary>
    public required JsonObject? RawEvents { get; init; }
}
