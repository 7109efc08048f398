using System.Text.Json.Nodes;
using Faro.Http.Input;

namespace Faro.Http.Events;

/// <summary>The best prices of every venue.</summary>
public sealed record QuotesAnswer
{
    /// <summary>The unified event.</summary>
    public required Guid UnifiedEventId { get; init; }

    /// <summary>The best prices at each venue.</summary>
    public required IReadOnlyList<QuotesQuotesAnswer> Quotes { get; init; }

    /// <summary>What YES and NO mean.</summary>
    public OutcomeLabelsAnswer OutcomeLabels { get; init; } = null!;
}

/// <summary>Best prices at one venue, or why they could not be read.</summary>
public sealed record QuotesQuotesAnswer
{
    /// <summary>Which venue this is about.</summary>
    [OneOf("polymarket", "kalshi", "foresight")]
    public required string Venue { get; init; }

    /// <summary>The venue's id of the market.</summary>
    public required string VenueMarketId { get; init; }

    /// <summary>Best prices of the outcome YES.</summary>
    public QuotesQuotesYesAnswer Yes { get; init; } = null!;

    /// <summary>Best prices of the outcome NO.</summary>
    public QuotesQuotesNoAnswer No { get; init; } = null!;

    /// <summary>Fees in basis points at the best price.</summary>
    public decimal? FeeBps { get; init; }

    /// <summary>When the venue was read.</summary>
    public DateTimeOffset ObservedAt { get; init; }

    /// <summary>Milliseconds since then.</summary>
    public long AgeMs { get; init; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>A stable code for it.</summary>
    public string? ErrorCode { get; init; }
}

/// <summary>Best prices of YES.</summary>
public sealed record QuotesQuotesYesAnswer
{
    /// <summary>The best bid.</summary>
    public required decimal? Bid { get; init; }

    /// <summary>The best ask.</summary>
    public required decimal? Ask { get; init; }
}

/// <summary>Best prices of NO.</summary>
public sealed record QuotesQuotesNoAnswer
{
    /// <summary>The best bid.</summary>
    public required decimal? Bid { get; init; }

    /// <summary>The best ask.</summary>
    public required decimal? Ask { get; init; }
}

/// <summary>The book of one venue, or of all venues merged.</summary>
public sealed record OrderbookAnswer
{
    /// <summary>The venue; all if the books of all venues are merged.</summary>
    public required string Venue { get; init; }

    /// <summary>The event's outcome whose book this is.</summary>
    [OneOf("YES", "NO")]
    public required string Outcome { get; init; }

    /// <summary>What that outcome means.</summary>
    public string OutcomeLabel { get; init; } = "";

    /// <summary>The book, in dollars per share.</summary>
    public required OrderbookBookAnswer Book { get; init; }

    /// <summary>When the venue was read; absent if all are merged.</summary>
    public DateTimeOffset ObservedAt { get; init; }

    /// <summary>Milliseconds since then.</summary>
    public long AgeMs { get; init; }

    /// <summary>If all are merged: each venue, when it was read, or why it could not be.</summary>
    public IReadOnlyList<JsonObject> Venues { get; init; } = null!;
}

/// <summary>Part of an answer.</summary>
public sealed record OrderbookBookAnswer
{
    /// <summary>Bids, the highest first.</summary>
    public required IReadOnlyList<JsonObject> Bids { get; init; }

    /// <summary>Asks, the lowest first.</summary>
    public required IReadOnlyList<JsonObject> Asks { get; init; }
}
