using System.Text.Json.Nodes;
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
    /// <summary>The venue.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The page size that was asked for.</summary>
    public required int Limit { get; init; }

    /// <summary>The offset that was asked for.</summary>
    public required int Offset { get; init; }

    /// <summary>How many there are in all.</summary>
    public required long Total { get; init; }

    /// <summary>The markets.</summary>
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

    /// <summary>The venue.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>In dollars, where the venue reports it.</summary>
    public required decimal? Liquidity { get; init; }

    /// <summary>Whether it trades.</summary>
    public required bool IsActive { get; init; }

    /// <summary>The parent event's row.</summary>
    public required JsonObject? RawEvents { get; init; }
}
